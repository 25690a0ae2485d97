//! The file of one custodian: a private root key, encrypted with age under a passphrase.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use haetae_core::{Kid, PublicKey, Signature};

use crate::custody::{Custody as _, CustodyError};
use crate::key_ring::KeyRing;
use crate::passphrase::{Passphrase, Work};
use crate::private_file::{FileError, MAX_BYTES};
use crate::sealed::{decrypt, encrypt, reason};

/// Why a custodian's file was not made or opened.
#[derive(Debug, thiserror::Error)]
pub enum CustodianError {
    /// The operating system refused.
    #[error(transparent)]
    File(#[from] FileError),
    /// It does not open.
    #[error("{}: does not open with this passphrase", .0.display())]
    WrongPassphrase(PathBuf),
    /// It is not a valid custodian's file.
    #[error("{}: not a custodian's file, or damaged: {reason}", path.display())]
    Damaged {
        /// The path of the custodian's file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It could not be encrypted.
    #[error("the root key could not be encrypted: {0}")]
    Encrypt(String),
}

/// An opened root key: it signs, and is wiped when it is dropped.
#[derive(Debug)]
pub struct RootKey {
    kid: Kid,
    public: PublicKey,
    ring: KeyRing,
}

impl RootKey {
    /// Opens a custodian's file.
    ///
    /// # Errors
    ///
    /// [`CustodianError`] for a wrong passphrase and for other files.
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Self, CustodianError> {
        let mut sealed = Vec::new();
        let opened = File::open(path).and_then(|file| file.take(MAX_BYTES as u64).read_to_end(&mut sealed));
        opened.map_err(FileError::io(path))?;
        let damaged = |reason: String| CustodianError::Damaged { path: path.to_owned(), reason };
        let document = decrypt(&passphrase.identity(), &sealed).map_err(|error| match error {
            age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => {
                CustodianError::WrongPassphrase(path.to_owned())
            }
            other => damaged(reason(&other).to_owned()),
        })?;
        Self::of(KeyRing::from_document(&document)).ok_or_else(|| damaged("there is no Ed25519 key in it".to_owned()))
    }

    pub(super) fn of(ring: Option<KeyRing>) -> Option<Self> {
        let ring = ring?;
        let kid = *ring.kids().first()?;
        let public = ring.public_key(kid)?;
        Some(Self { kid, public, ring })
    }

    /// The bytes of a custodian's file.
    pub(super) fn seal(&self, passphrase: &Passphrase, work: Work) -> Result<Vec<u8>, CustodianError> {
        let document = self.ring.document(self.kid).ok_or(CustodianError::Encrypt("no key".to_owned()))?;
        encrypt(&passphrase.recipient(work), &document).map_err(|error| CustodianError::Encrypt(error.to_string()))
    }

    /// The id of this key.
    pub const fn kid(&self) -> Kid {
        self.kid
    }

    /// Its public part.
    pub const fn public(&self) -> PublicKey {
        self.public
    }

    /// Signs what the root key must sign.
    ///
    /// # Errors
    ///
    /// [`CustodyError::Failed`] if the library cannot.
    pub fn sign(&self, message: &[u8]) -> Result<Signature, CustodyError> {
        self.ring.sign(self.kid, message)
    }
}
