//! Makes the first keys: a root set, keys of each role, the first trust list and the first status key.

mod answer;
mod changes;
mod confirmation;
mod custodian;
mod description;
mod layout;
mod new_directory;
mod node;
mod plan;
mod public_file;
mod request;
mod roots;
mod signing_record;
#[cfg(test)]
mod tests;
mod transcript;

use std::path::{Path, PathBuf};

use haetae_core::{Kid, Malformed, RootSet, Signature, TrustList};

pub use answer::{Answer, AnswerError, combine};
pub use changes::{BadChange, all_kids};
pub use confirmation::{Confirmation, ConfirmationError};
pub use custodian::{CustodianError, RootKey};
pub use description::minute;
pub use layout::Layout;
use node::NodeSecrets;
pub use node::initialise_node;
pub use plan::InitPlan;
pub use public_file::{create_file, read_bounded, replace_file};
pub use request::{MAX_REQUEST_BYTES, Request, RequestError};
pub use roots::{MadeRoots, initialise_roots};
pub use signing_record::{SigningRecordError, sign_and_record, signing_record_path};
pub use transcript::{Ceremony, Statement, Transcript, TranscriptError};

use crate::custody::CustodyError;
use crate::key_ring::OpenError;
use crate::passphrase::{Passphrase, Work};
use crate::planning::GenerateError;
use crate::private_file::{self, FileError};
use crate::random::{Random, RandomUnavailable};
use crate::sealed::SealedError;
use crate::status_keys::StatusKeysError;

/// The result of [`initialise`].
#[derive(Clone, Debug)]
pub struct Initialised {
    /// The paths of everything that was made.
    pub layout: Layout,
    /// Each root key with its custodian's folder.
    pub custodians: Vec<(Kid, PathBuf)>,
    /// The trust list that the roots signed.
    pub trust_list: TrustList,
}

/// Why no keys were made. Nothing is left on the disk then.
#[derive(Debug, thiserror::Error)]
pub enum CeremonyError {
    /// There is something in the directory already; it may be keys.
    #[error("{} is not empty: choose a new directory. Existing keys are never overwritten", .0.display())]
    NotEmpty(PathBuf),
    /// The plan makes no valid trust list.
    #[error("this plan makes no valid trust list, which needs {}", .0.reason())]
    Plan(#[from] Malformed),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The source of random numbers failed.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
    /// A seed is not a valid key.
    #[error(transparent)]
    Key(#[from] OpenError),
    /// A root key did not sign.
    #[error(transparent)]
    Custody(#[from] CustodyError),
    /// The status keys could not be written.
    #[error(transparent)]
    StatusKeys(#[from] StatusKeysError),
    /// The first trust list breaks a rule.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A custodian's file could not be made.
    #[error(transparent)]
    Custodian(#[from] CustodianError),
    /// No keys were generated.
    #[error(transparent)]
    Draw(#[from] GenerateError),
    /// The node's folder could not be made.
    #[error(transparent)]
    Sealed(#[from] SealedError),
}

/// Makes all keys and the first trust list, and writes them to `directory` as [`Layout`] says. The directory may exist
/// if it is empty. It appears at once with everything in it, written to the disk, or not at all.
///
/// # Errors
///
/// [`CeremonyError`] if the directory is not empty or cannot be written, the plan makes no sense, or there is no
/// randomness.
pub fn initialise(plan: &InitPlan, random: &mut dyn Random, directory: &Path) -> Result<Initialised, CeremonyError> {
    let directory = new_directory::vacant(directory)?;
    let roots = (0..plan.roots).map(|_| roots::generate(random)).collect::<Result<Vec<_>, _>>()?;
    let passphrases = roots.iter().map(|_| Passphrase::generate(random)).collect::<Result<Vec<_>, _>>()?;
    let secrets = NodeSecrets::generate(plan, random)?;
    let root_set = RootSet::new(plan.threshold, roots.iter().map(RootKey::public))?;
    let trust_list = plan.trust_list(root_set, &secrets.generated)?;
    let signed = sign(&trust_list, &roots)?;

    new_directory::fill(&directory, |draft| {
        let layout = Layout::new(draft);
        write_roots(&layout, &roots, &passphrases)?;
        secrets.write(&layout)?;
        private_file::create_public(&layout.root_set(), &root_set_json(&trust_list.roots, &layout.root_set())?)?;
        Ok(private_file::create_public(&layout.trust_list(), &signed)?)
    })?;

    let layout = Layout::new(&directory);
    let custodians =
        numbered(&roots).map(|(number, root)| (root.kid(), layout.custodian(number, root.kid()))).collect();
    Ok(Initialised { layout, custodians, trust_list })
}

/// The list with the signatures of the first roots, as many as there must be.
fn sign(list: &TrustList, roots: &[RootKey]) -> Result<Vec<u8>, CeremonyError> {
    let prepared = list.prepare();
    let threshold = usize::try_from(list.roots.threshold()).unwrap_or(usize::MAX);
    let signatures = roots.iter().take(threshold);
    let signatures: Vec<(Kid, Signature)> = signatures
        .map(|root| Ok((root.kid(), root.sign(&prepared.to_be_signed(root.kid()))?)))
        .collect::<Result<_, CustodyError>>()?;
    Ok(prepared.complete(&signatures)?)
}

/// A folder for each custodian: the encrypted key, and its passphrase, which a custodian would keep apart from it.
fn write_roots(layout: &Layout, roots: &[RootKey], passphrases: &[Passphrase]) -> Result<(), CeremonyError> {
    private_file::create_directory(&layout.custodians())?;
    for ((number, root), passphrase) in numbered(roots).zip(passphrases) {
        let folder = layout.custodian(number, root.kid());
        private_file::create_directory(&folder)?;
        let sealed = root.seal(passphrase, Work::GENERATED)?;
        private_file::create(&folder.join(roots::file_name(number, root.kid())), &sealed)?;
        passphrase.create_file(&folder.join("passphrase"))?;
        private_file::sync_directory(&folder)?;
    }
    Ok(private_file::sync_directory(&layout.custodians())?)
}

fn root_set_json(roots: &RootSet, path: &Path) -> Result<Vec<u8>, FileError> {
    let mut json = serde_json::to_vec_pretty(roots).map_err(|error| FileError::io(path)(error.into()))?;
    json.push(b'\n');
    Ok(json)
}

/// The roots with their custodians' numbers, from 1.
fn numbered(roots: &[RootKey]) -> impl Iterator<Item = (usize, &RootKey)> {
    (1..).zip(roots)
}
