//! What protects encrypted files: passphrases, and how much work a guess at one is.

use std::fmt;
use std::path::{Path, PathBuf};

use age::secrecy::{ExposeSecret as _, SecretString};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroizing;

use crate::private_file::{self, FileError};
use crate::random::{self, Random, RandomUnavailable};

#[cfg(test)]
mod tests;

/// The shortest passphrase, in characters.
pub const MIN_PASSPHRASE: usize = 12;

/// More work than this is refused when a file is read: it would need 4 GiB of memory.
const MAX_WORK: u8 = 22;

/// What protects an encrypted file. Debug output does not show it; it is wiped from memory when it is dropped.
#[derive(Clone)]
pub struct Passphrase(SecretString);

/// Why there is no passphrase.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// It is too easy to guess.
    #[error("a passphrase has at least {MIN_PASSPHRASE} characters; six words drawn by dice are better")]
    Short,
    /// The file is missing, or others can read it.
    #[error(transparent)]
    File(#[from] FileError),
    /// What the file holds is no passphrase.
    #[error("{}: a passphrase of at least {MIN_PASSPHRASE} characters must stand in its first line", .0.display())]
    Unfit(PathBuf),
}

impl Passphrase {
    /// A passphrase of at least [`MIN_PASSPHRASE`] characters.
    ///
    /// # Errors
    ///
    /// [`PassphraseError::Short`].
    pub fn new(text: Zeroizing<String>) -> Result<Self, PassphraseError> {
        if text.chars().count() < MIN_PASSPHRASE {
            return Err(PassphraseError::Short);
        }
        Ok(Self(SecretString::from(text.as_str())))
    }

    /// A passphrase for programs: 32 random bytes in base64url. Nobody can guess it, so [`Work::DRAWN`] will do.
    ///
    /// # Errors
    ///
    /// [`RandomUnavailable`] where `random` fails.
    pub fn draw(random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        let bytes = random::draw(random)?;
        let text = Zeroizing::new(Base64UrlUnpadded::encode_string(bytes.as_slice()));
        Ok(Self(SecretString::from(text.as_str())))
    }

    /// The first line of a file that nobody but its owner can read.
    ///
    /// # Errors
    ///
    /// [`PassphraseError`] where the file is missing, open to others, or holds no passphrase.
    pub fn read(path: &Path) -> Result<Self, PassphraseError> {
        let line = private_file::read_secret_line(path)?;
        Self::new(line).map_err(|_| PassphraseError::Unfit(path.to_owned()))
    }

    /// Writes it to a new file that only its owner can read.
    ///
    /// # Errors
    ///
    /// [`FileError`] where there is such a file or it cannot be written.
    pub fn create_file(&self, path: &Path) -> Result<(), FileError> {
        let text = Zeroizing::new(format!("{}\n", self.0.expose_secret()));
        private_file::create(path, text.as_bytes())
    }

    /// Whether the other says the same.
    pub fn is(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }

    /// What opens a file that was encrypted with this.
    pub(crate) fn identity(&self) -> age::scrypt::Identity {
        let mut identity = age::scrypt::Identity::new(self.0.clone());
        identity.set_max_work_factor(MAX_WORK);
        identity
    }

    /// What encrypts a file with this.
    pub(crate) fn recipient(&self, work: Work) -> age::scrypt::Recipient {
        let mut recipient = age::scrypt::Recipient::new(self.0.clone());
        recipient.set_work_factor(work.0);
        recipient
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
    /// About a second and 256 MiB for each guess: for passphrases that people choose.
    pub const USUAL: Self = Self(18);

    /// Next to nothing: for [drawn](Passphrase::draw) passphrases, which no amount of guessing finds.
    pub const DRAWN: Self = Self(10);

    /// `None` unless 1 <= `exponent` <= 22. Less than [`Work::USUAL`] is for tests.
    pub const fn new(exponent: u8) -> Option<Self> {
        if exponent >= 1 && exponent <= MAX_WORK { Some(Self(exponent)) } else { None }
    }
}
