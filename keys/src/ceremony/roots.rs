use std::path::{Path, PathBuf};

use haetae_core::{Kid, RootSet};

use super::custodian::RootKey;
use super::{CeremonyError, Layout, new_directory, root_set_json};
use crate::key_ring::{KeyRing, OpenError};
use crate::passphrase::{Passphrase, Work};
use crate::private_file;
use crate::random::{self, Random};

/// The result of [`initialise_roots`].
#[derive(Clone, Debug)]
pub struct MadeRoots {
    /// The public root set, in `roots.json`.
    pub root_set: RootSet,
    /// Its path.
    pub path: PathBuf,
    /// Each root key with its custodian's file, in the order of the passphrases.
    pub custodians: Vec<(Kid, PathBuf)>,
}

/// Makes one root key for each passphrase, of which `threshold` must sign a trust list. `directory`, which must not
/// exist or be empty, appears with `roots.json` and one encrypted file for each custodian, written to the disk, or not
/// at all.
///
/// # Errors
///
/// [`CeremonyError`] if the directory is not empty or cannot be written, the threshold makes no sense, or there is no
/// randomness.
pub fn initialise_roots(
    threshold: u64,
    passphrases: &[Passphrase],
    work: Work,
    random: &mut dyn Random,
    directory: &Path,
) -> Result<MadeRoots, CeremonyError> {
    let directory = new_directory::vacant(directory)?;
    let roots = passphrases.iter().map(|_| generate(random)).collect::<Result<Vec<_>, CeremonyError>>()?;
    let root_set = RootSet::new(threshold, roots.iter().map(RootKey::public))?;
    new_directory::fill(&directory, |draft| {
        for ((number, root), passphrase) in (1..).zip(&roots).zip(passphrases) {
            private_file::create(&draft.join(file_name(number, root.kid())), &root.seal(passphrase, work)?)?;
        }
        let path = Layout::new(draft).root_set();
        Ok(private_file::create_public(&path, &root_set_json(&root_set, &path)?)?)
    })?;
    let custodians =
        (1..).zip(&roots).map(|(number, root)| (root.kid(), directory.join(file_name(number, root.kid()))));
    Ok(MadeRoots { root_set, path: Layout::new(&directory).root_set(), custodians: custodians.collect() })
}

pub(super) fn generate(random: &mut dyn Random) -> Result<RootKey, CeremonyError> {
    let seed = random::bytes(random)?;
    Ok(RootKey::of(Some(KeyRing::from_seeds([&*seed])?)).ok_or(OpenError::BadSeed)?)
}

pub(super) fn file_name(number: usize, kid: Kid) -> String {
    format!("custodian-{number}-{kid}.age")
}
