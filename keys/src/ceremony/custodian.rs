//! The file of one custodian: a private root key, encrypted with age under a passphrase.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use age::secrecy::{ExposeSecret as _, SecretString};
use haetae_core::{Kid, PublicKey, Signature};
use zeroize::Zeroizing;

use crate::custody::{Custody as _, CustodyError};
use crate::key_ring::KeyRing;
use crate::private_file::{FileError, MAX_BYTES};

/// The shortest passphrase of a custodian, in characters.
pub const MIN_PASSPHRASE: usize = 12;

/// More work than this is refused when a file is read: it would need 4 GiB of memory.
const MAX_WORK: u8 = 22;

/// What protects a custodian's file. Debug output does not show it.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// A passphrase of at least [`MIN_PASSPHRASE`] characters.
    ///
    /// # Errors
    ///
    /// [`CustodianError::ShortPassphrase`].
    pub fn new(text: Zeroizing<String>) -> Result<Self, CustodianError> {
        if text.chars().count() < MIN_PASSPHRASE {
            return Err(CustodianError::ShortPassphrase);
        }
        Ok(Self(SecretString::from(text.as_str())))
    }

    /// Whether the other says the same.
    pub fn is(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(***)")
    }
}

/// How much work one guess at a passphrase is: scrypt with N = 2^this, which takes as many KiB of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work(u8);

impl Work {
    /// About a second and 256 MiB for each guess.
    pub const USUAL: Self = Self(18);

    /// `None` unless 1 <= `exponent` <= 22. Less than [`Work::USUAL`] is for tests.
    pub const fn new(exponent: u8) -> Option<Self> {
        if exponent >= 1 && exponent <= MAX_WORK { Some(Self(exponent)) } else { None }
    }
}

/// Why a custodian's file was not made or opened.
#[derive(Debug, thiserror::Error)]
pub enum CustodianError {
    /// The passphrase is too easy to guess.
    #[error("a passphrase has at least {MIN_PASSPHRASE} characters; six words drawn by dice are better")]
    ShortPassphrase,
    /// The system said no.
    #[error(transparent)]
    File(#[from] FileError),
    /// It does not open.
    #[error("{}: does not open with this passphrase", .0.display())]
    WrongPassphrase(PathBuf),
    /// It is not what it should be.
    #[error("{}: not a custodian's file, or damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is the matter.
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
    /// [`CustodianError`] for another passphrase and for files that are none.
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Self, CustodianError> {
        let mut sealed = Vec::new();
        let opened = File::open(path).and_then(|file| file.take(MAX_BYTES as u64).read_to_end(&mut sealed));
        opened.map_err(FileError::io(path))?;
        let mut identity = age::scrypt::Identity::new(passphrase.0.clone());
        identity.set_max_work_factor(MAX_WORK);
        let damaged = |reason: String| CustodianError::Damaged { path: path.to_owned(), reason };
        let document = age::decrypt(&identity, &sealed).map(Zeroizing::new).map_err(|error| match error {
            age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => {
                CustodianError::WrongPassphrase(path.to_owned())
            }
            other => damaged(other.to_string()),
        })?;
        Self::of(KeyRing::from_document(&document)).ok_or_else(|| damaged("there is no Ed25519 key in it".to_owned()))
    }

    pub(super) fn of(ring: Option<KeyRing>) -> Option<Self> {
        let ring = ring?;
        let kid = *ring.kids().first()?;
        let public = ring.public_key(kid)?;
        Some(Self { kid, public, ring })
    }

    /// Writes the key, not encrypted, to `<kid>.pk8` in `directory`.
    pub(super) fn create_file(&self, directory: &Path) -> Result<(), FileError> {
        self.ring.create_files(directory)
    }

    /// The bytes of a custodian's file.
    pub(super) fn seal(&self, passphrase: &Passphrase, work: Work) -> Result<Vec<u8>, CustodianError> {
        let document = self.ring.document(self.kid).ok_or(CustodianError::Encrypt("no key".to_owned()))?;
        let mut recipient = age::scrypt::Recipient::new(passphrase.0.clone());
        recipient.set_work_factor(work.0);
        age::encrypt(&recipient, &document).map_err(|error| CustodianError::Encrypt(error.to_string()))
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
    /// [`CustodyError::Failed`] where the library cannot.
    pub fn sign(&self, message: &[u8]) -> Result<Signature, CustodyError> {
        self.ring.sign(self.kid, message)
    }
}
