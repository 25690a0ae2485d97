//! The making of the first keys: a root set, keys of each role, the first trust list and the first status key.

mod layout;
mod plan;
#[cfg(test)]
mod tests;

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use haetae_core::{Kid, Malformed, PublicKey, RootSet, Signature, TrustList};
use zeroize::Zeroizing;

pub use layout::Layout;
pub use plan::InitPlan;

use crate::custody::{Custody as _, CustodyError};
use crate::key_ring::{KeyRing, OpenError};
use crate::private_file::{self, FileError};
use crate::random::{self, Random, RandomUnavailable};
use crate::status_keys::{StatusKeys, StatusKeysError};

/// What [`initialise`] made.
#[derive(Clone, Debug)]
pub struct Initialised {
    /// Where everything is.
    pub layout: Layout,
    /// Each root key with its custodian's folder.
    pub custodians: Vec<(Kid, PathBuf)>,
    /// What the list says that the roots signed.
    pub trust_list: TrustList,
}

/// Why no keys were made. Nothing is left behind then.
#[derive(Debug, thiserror::Error)]
pub enum CeremonyError {
    /// There is something in the directory already; it may be keys.
    #[error("{} is not empty: choose a new directory. Existing keys are never overwritten", .0.display())]
    NotEmpty(PathBuf),
    /// The plan makes no valid trust list.
    #[error("this plan makes no valid trust list, which needs {}", .0.0)]
    Plan(#[from] Malformed),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
    /// A seed made no key.
    #[error(transparent)]
    Key(#[from] OpenError),
    /// A root key did not sign.
    #[error(transparent)]
    Custody(#[from] CustodyError),
    /// The status keys could not be written.
    #[error(transparent)]
    StatusKeys(#[from] StatusKeysError),
}

/// Makes all keys and the first trust list, and writes them to `directory` as [`Layout`] says. The directory may exist if
/// it is empty. It appears at once with everything in it, written to the disk, or not at all.
///
/// # Errors
///
/// [`CeremonyError`] if the directory is not empty or cannot be written, the plan makes no sense, or there is no randomness.
pub fn initialise(plan: &InitPlan, random: &mut dyn Random, directory: &Path) -> Result<Initialised, CeremonyError> {
    let directory = vacant(directory)?;
    let roots = draw_rings(plan.roots, random)?;
    let node = KeyRing::from_seeds(draw_seeds(plan.node_keys(), random)?.iter().map(|seed| &**seed))?;
    let status_keys = StatusKeys::generate(plan.status_keys_from(), random)?;
    let root_set = RootSet::new(plan.threshold, roots.iter().map(|(_, key, _)| *key))?;
    let trust_list = plan.trust_list(root_set, &node)?;
    let signed = sign(&trust_list, &roots)?;

    let parent = private_file::directory_of(&directory);
    fs::create_dir_all(parent).map_err(FileError::io(parent))?;
    // Beside its place, so that it can be moved there at once; removed on the way out if anything fails.
    let draft = tempfile::Builder::new()
        .prefix(".haetae-keys-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .map_err(FileError::io(parent))?;
    let drafted = Layout::new(draft.path());
    write(&drafted, &roots, &node, &status_keys, &trust_list, &signed)?;
    fs::rename(draft.path(), &directory).map_err(|source| match source.kind() {
        ErrorKind::DirectoryNotEmpty => CeremonyError::NotEmpty(directory.clone()),
        _ => FileError::io(&directory)(source).into(),
    })?;
    // It is not where it was drafted any more: there is nothing to remove.
    let _ = draft.keep();
    private_file::sync_directory(parent)?;

    let layout = Layout::new(&directory);
    let custodians = numbered(&roots).map(|(number, root)| (root.0, layout.custodian(number, root.0))).collect();
    Ok(Initialised { layout, custodians, trust_list })
}

/// A root key, which has a ring of its own: each custodian gets one and no other.
type Root = (Kid, PublicKey, KeyRing);

fn draw_seeds(count: usize, random: &mut dyn Random) -> Result<Vec<Zeroizing<[u8; 32]>>, RandomUnavailable> {
    (0..count).map(|_| random::draw(random)).collect()
}

fn draw_rings(count: u8, random: &mut dyn Random) -> Result<Vec<Root>, CeremonyError> {
    let mut roots = Vec::with_capacity(count.into());
    for seed in draw_seeds(count.into(), random)? {
        let ring = KeyRing::from_seeds([&*seed])?;
        let key = ring.kids().first().and_then(|kid| Some((*kid, ring.public_key(*kid)?)));
        let (kid, key) = key.ok_or(OpenError::BadSeed)?;
        roots.push((kid, key, ring));
    }
    Ok(roots)
}

/// The list with the signatures of the first roots, as many as there must be.
fn sign(list: &TrustList, roots: &[Root]) -> Result<Vec<u8>, CeremonyError> {
    let prepared = list.prepare();
    let threshold = usize::try_from(list.roots.threshold()).unwrap_or(usize::MAX);
    let signatures = roots.iter().take(threshold);
    let signatures: Vec<(Kid, Signature)> = signatures
        .map(|(kid, _, ring)| Ok((*kid, ring.sign(*kid, &prepared.to_be_signed(*kid))?)))
        .collect::<Result<_, CustodyError>>()?;
    Ok(prepared.complete(&signatures)?)
}

fn write(
    layout: &Layout,
    roots: &[Root],
    node: &KeyRing,
    status_keys: &StatusKeys,
    list: &TrustList,
    signed: &[u8],
) -> Result<(), CeremonyError> {
    private_file::create_directory(&layout.custodians())?;
    for (number, (kid, _, ring)) in numbered(roots) {
        let folder = layout.custodian(number, *kid);
        private_file::create_directory(&folder)?;
        ring.create_files(&folder)?;
    }
    private_file::create_directory(&layout.node())?;
    private_file::create_directory(&layout.node_keys())?;
    node.create_files(&layout.node_keys())?;
    let path = layout.status_keys();
    private_file::create(&path, &status_keys.to_json(&path)?)?;
    private_file::create_public(&layout.root_set(), &root_set_json(&list.roots, &layout.root_set())?)?;
    private_file::create_public(&layout.trust_list(), signed)?;
    for directory in [layout.custodians(), layout.node(), layout.directory().to_owned()] {
        private_file::sync_directory(&directory)?;
    }
    Ok(())
}

fn root_set_json(roots: &RootSet, path: &Path) -> Result<Vec<u8>, FileError> {
    let mut json = serde_json::to_vec_pretty(roots).map_err(|error| FileError::io(path)(error.into()))?;
    json.push(b'\n');
    Ok(json)
}

/// The roots with their custodians' numbers, from 1.
fn numbered(roots: &[Root]) -> impl Iterator<Item = (usize, &Root)> {
    (1..).zip(roots)
}

/// The directory, its links followed, if it does not exist or is empty.
fn vacant(directory: &Path) -> Result<PathBuf, CeremonyError> {
    match fs::read_dir(directory).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(fs::canonicalize(directory).map_err(FileError::io(directory))?),
        Ok(false) => Err(CeremonyError::NotEmpty(directory.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(directory.to_owned()),
        Err(error) => Err(FileError::io(directory)(error).into()),
    }
}
