use std::path::Path;
use std::sync::{Arc, OnceLock};

use haetae_core::{Outcome, RootSet, StatusDay, TrustStore};
use haetae_keys::{
    CompositeCustody, Custody, KeyRing, SealedFolder, SerialBits, StatusKeys, TokenCustody, UnlockedFolder,
};

use super::error::SigningError;
use super::fingerprint::Fingerprint;
use super::state::Signing;
use super::status_ciphers::StatusCiphers;
use super::trust_lists::TrustLists;
use crate::config::Config;

/// The files with a node's signing keys.
#[derive(Clone, Debug)]
pub struct SigningFiles {
    config: Config,
    serial_bits: SerialBits,
    /// Opened once: its sessions and its login outlive reloads of the files.
    token: OnceLock<Arc<TokenCustody>>,
}

impl SigningFiles {
    /// The files that a configuration names; serial numbers have `serial_bits` bits.
    pub fn of(config: &Config, serial_bits: SerialBits) -> Self {
        Self { config: config.clone(), serial_bits, token: OnceLock::new() }
    }

    /// Reads all files.
    ///
    /// # Errors
    ///
    /// [`SigningError`] if something is missing, damaged or open to others.
    pub fn read(&self) -> Result<Signing, SigningError> {
        let path = self.config.trust_list_path();
        let roots = read_roots(&self.config.roots_path())?;
        let signed_list = read(&path)?;
        let earlier_lists = TrustLists::new(&path).earlier()?;
        let folder = unlock(&self.config)?;
        let custody = self.custody(&folder)?;
        let ciphers = Arc::new(StatusCiphers::new(StatusKeys::load(&folder)?, self.serial_bits));
        let signing = Signing::new(roots, signed_list, custody, ciphers)
            .map_err(|reason| SigningError::TrustList { path, reason })?;
        Ok(signing.with_earlier_lists(earlier_lists))
    }

    fn custody(&self, folder: &UnlockedFolder) -> Result<Arc<dyn Custody>, SigningError> {
        if let Some(token) = self.token.get() {
            // While it is away its keys stay known, and signing with them says why it fails.
            let _ = token.refresh();
        }
        let opened = self.token.get().cloned().map_or_else(|| open_token(&self.config), |token| Ok(Some(token)))?;
        if let Some(token) = &opened {
            self.token.get_or_init(|| Arc::clone(token));
        }
        composite(folder, opened)
    }

    /// Reads the successor of `before`: a scanner that follows this node must accept its trust list.
    pub(super) fn read_successor(&self, before: &Signing) -> Result<Signing, SigningError> {
        let signing = self.read()?;
        match follows(&signing, before) {
            Outcome::Taken | Outcome::Unchanged => Ok(signing),
            outcome => Err(SigningError::NotTaken { path: self.config.trust_list_path(), outcome }),
        }
    }

    /// Erases the status keys of the days before `day`, for good: the file holds the next one alone then.
    pub(super) fn erase_status_keys_before(&self, day: StatusDay) -> Result<(), SigningError> {
        let folder = unlock(&self.config)?;
        let mut keys = StatusKeys::load(&folder)?;
        keys.erase_before(day);
        Ok(keys.save(folder.folder())?)
    }

    /// A fingerprint that changes when any of the files does.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let (roots, list, keys) =
            (self.config.roots_path(), self.config.trust_list_path(), self.config.keys_directory());
        Fingerprint::of([roots.as_path(), &list, TrustLists::new(&list).earlier_folder(), &keys])
    }
}

/// The outcome for a scanner that was delivered with the roots and holds the list of `before`.
fn follows(signing: &Signing, before: &Signing) -> Outcome {
    let mut scanner = TrustStore::new(signing.roots.clone());
    for earlier in &signing.earlier_lists {
        // A list that is not accepted is skipped, as scanners do.
        let _ = scanner.take_trust_list(&earlier.bytes);
    }
    let mut follower = scanner.clone();
    match follower.take_trust_list(&before.signed_list) {
        Outcome::Taken | Outcome::Unchanged => follower.take_trust_list(&signing.signed_list),
        // The list that was in force has no effect, or it changed roots and is among the earlier ones by now.
        _ => scanner.take_trust_list(&signing.signed_list),
    }
}

/// Unlocks the folder of this node's keys with the passphrase of the configuration.
///
/// # Errors
///
/// [`SigningError`] if there is no such folder, no passphrase, or another one.
pub fn unlock(config: &Config) -> Result<UnlockedFolder, SigningError> {
    let folder = SealedFolder::open(&config.keys_directory())?;
    Ok(folder.unlock(&config.keys_passphrase()?)?)
}

/// Opens the private keys of this node.
///
/// # Errors
///
/// [`SigningError`] if they are missing, damaged or open to others.
pub fn open_custody(config: &Config) -> Result<Arc<dyn Custody>, SigningError> {
    composite(&unlock(config)?, open_token(config)?)
}

/// Opens the token of this node; `None` if the configuration names none.
///
/// # Errors
///
/// [`SigningError`] if it is not there or refuses the PIN.
pub fn open_token(config: &Config) -> Result<Option<Arc<TokenCustody>>, SigningError> {
    let Some(module) = &config.token.module else { return Ok(None) };
    Ok(Some(Arc::new(TokenCustody::open(module, &config.token.label, &config.token_pin()?)?)))
}

/// The keys of the folder, and of the token if there is one.
fn composite(folder: &UnlockedFolder, token: Option<Arc<TokenCustody>>) -> Result<Arc<dyn Custody>, SigningError> {
    let ring = Arc::new(KeyRing::open(folder)?);
    match token {
        None => Ok(ring),
        Some(token) => Ok(Arc::new(CompositeCustody::new(vec![ring, token])?)),
    }
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
