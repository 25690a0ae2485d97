use std::path::{Path, PathBuf};
use std::sync::Arc;

use haetae_core::{Outcome, RootSet, TrustStore};
use haetae_keys::{Custody, KeyRing, SerialBits, StatusKeys};

use super::error::SigningError;
use super::marks::Marks;
use super::state::Signing;
use crate::issuing::StatusCiphers;
use crate::publishing::TrustLists;

/// Where a node keeps what it signs with.
#[derive(Clone, Debug)]
pub struct SigningFiles {
    /// The public root keys.
    pub roots: PathBuf,
    /// The trust list as the roots signed it; earlier ones are in `trust-lists/` beside it.
    pub trust_list: PathBuf,
    /// The folder of the private keys.
    pub keys: PathBuf,
    /// The size of serial numbers.
    pub serial_bits: SerialBits,
}

impl SigningFiles {
    /// Reads all of it.
    ///
    /// # Errors
    ///
    /// [`SigningError`] where something is missing, damaged or open to others.
    pub fn read(&self) -> Result<Signing, SigningError> {
        let roots = read_roots(&self.roots)?;
        let signed_list = read(&self.trust_list)?;
        let earlier_lists = TrustLists::new(&self.trust_list).earlier()?;
        let custody = open_custody(&self.keys)?;
        let status_keys = StatusKeys::load(&self.keys.join("status-keys.json"))?;
        let ciphers = Arc::new(StatusCiphers::new(status_keys, self.serial_bits));
        let signing = Signing::new(roots, signed_list, custody, ciphers)
            .map_err(|reason| SigningError::TrustList { path: self.trust_list.clone(), reason })?;
        Ok(signing.with_earlier_lists(earlier_lists))
    }

    /// Reads what shall take the place of `before`: a scanner that follows this node must take its trust list.
    pub(super) fn read_successor(&self, before: &Signing) -> Result<Signing, SigningError> {
        let signing = self.read()?;
        match follows(&signing, before) {
            Outcome::Taken | Outcome::Unchanged => Ok(signing),
            outcome => Err(SigningError::NotTaken { path: self.trust_list.clone(), outcome }),
        }
    }

    /// What changes when any of the files does.
    pub(super) fn marks(&self) -> Marks {
        let trust_lists = TrustLists::new(&self.trust_list);
        let keys = self.keys.join("keys");
        Marks::of([self.roots.as_path(), &self.trust_list, trust_lists.earlier_folder(), &self.keys, &keys])
    }
}

/// What a scanner says that was delivered with the roots and holds the list of `before`.
fn follows(signing: &Signing, before: &Signing) -> Outcome {
    let mut scanner = TrustStore::new(signing.roots.clone());
    for earlier in &signing.earlier_lists {
        // One that is not taken is passed over, as scanners do.
        let _ = scanner.take_trust_list(&earlier.bytes);
    }
    let mut follower = scanner.clone();
    match follower.take_trust_list(&before.signed_list) {
        Outcome::Taken | Outcome::Unchanged => follower.take_trust_list(&signing.signed_list),
        // The list that was in force binds nobody, or changed roots and is among the earlier ones by now.
        _ => scanner.take_trust_list(&signing.signed_list),
    }
}

/// Opens the private keys in a node's folder.
///
/// # Errors
///
/// [`SigningError::Keys`] where they are missing, damaged or open to others.
pub fn open_custody(folder: &Path) -> Result<Arc<dyn Custody>, SigningError> {
    Ok(Arc::new(KeyRing::open(&folder.join("keys"))?))
}

/// Reads a root set: `{"threshold": 2, "keys": [JWK, ...]}`.
///
/// # Errors
///
/// [`SigningError::File`] or [`SigningError::Roots`].
pub fn read_roots(path: &Path) -> Result<RootSet, SigningError> {
    serde_json::from_slice(&read(path)?)
        .map_err(|error| SigningError::Roots { path: path.to_owned(), reason: error.to_string() })
}

fn read(path: &Path) -> Result<Vec<u8>, SigningError> {
    std::fs::read(path).map_err(|source| SigningError::File { path: path.to_owned(), source })
}
