//! Folders of private keys that are encrypted at rest.
//!
//! A *sealed folder* holds `identity.age`, an age X25519 identity that is itself encrypted with a passphrase;
//! `recipient`, its public half, with which anybody can add a key; and for each key `<kid>.age`, PKCS#8 inside. The
//! command `age` reads all of it: `age -d -i identity.age <kid>.age`.

mod encryption;
mod error;
#[cfg(test)]
mod tests;
mod unlocked;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret as _;
use haetae_core::Kid;

pub(crate) use encryption::{decrypt, encrypt, reason};
pub use error::SealedError;
pub use unlocked::UnlockedFolder;

use crate::passphrase::{Passphrase, Work};
use crate::private_file::{self, FileError};

/// The encrypted identity.
const IDENTITY: &str = "identity.age";

/// Its public half.
const RECIPIENT: &str = "recipient";

/// The ending of an encrypted file.
const EXTENSION: &str = "age";

/// A folder of encrypted keys, without its passphrase: keys can be added and removed, not read.
#[derive(Clone)]
pub struct SealedFolder {
    directory: PathBuf,
    recipient: age::x25519::Recipient,
}

impl SealedFolder {
    /// Makes a folder that is opened with `passphrase`; each guess at it costs `work`. The command age reads the
    /// identity itself.
    ///
    /// # Errors
    ///
    /// [`SealedError`] if the path exists already, or cannot be written.
    pub fn create(directory: &Path, passphrase: &Passphrase, work: Work) -> Result<Self, SealedError> {
        private_file::create_directory(directory)?;
        let identity = age::x25519::Identity::generate();
        let folder = Self { directory: directory.to_owned(), recipient: identity.to_public() };
        let path = directory.join(IDENTITY);
        let sealed = encrypt(&passphrase.recipient(work), identity.to_string().expose_secret().as_bytes());
        private_file::create(&path, &sealed.map_err(SealedError::encrypt(&path))?)?;
        private_file::create_public(&directory.join(RECIPIENT), format!("{}\n", folder.recipient).as_bytes())?;
        private_file::sync_directory(directory)?;
        Ok(folder)
    }

    /// Opens a folder to add keys to it.
    ///
    /// # Errors
    ///
    /// [`SealedError`] if it is not one, or others than its owner can write it.
    pub fn open(directory: &Path) -> Result<Self, SealedError> {
        private_file::require_owners_directory(directory)?;
        let path = directory.join(RECIPIENT);
        if !directory.join(IDENTITY).exists() || !path.exists() {
            return Err(SealedError::NotAFolder(directory.to_owned()));
        }
        let text = fs::read_to_string(&path).map_err(FileError::io(&path))?;
        let recipient =
            text.trim_end().parse().map_err(|reason: &str| SealedError::Damaged { path, reason: reason.to_owned() })?;
        Ok(Self { directory: directory.to_owned(), recipient })
    }

    /// Opens its keys for reading.
    ///
    /// # Errors
    ///
    /// [`SealedError`] for another passphrase, for an identity that others can read, and where identity and recipient
    /// do not belong together.
    pub fn unlock(self, passphrase: &Passphrase) -> Result<UnlockedFolder, SealedError> {
        UnlockedFolder::new(self, passphrase)
    }

    /// The path of the folder.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The keys in it, by the names of their files, ascending. Other files are ignored.
    ///
    /// # Errors
    ///
    /// [`SealedError::File`]
    pub fn kids(&self) -> Result<Vec<Kid>, SealedError> {
        let paths = private_file::entries(&self.directory)?;
        let names = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == EXTENSION));
        let kids = names.filter_map(|path| path.file_stem()?.to_str());
        Ok(kids.filter_map(|name| Kid::parse(name).filter(|kid| kid.to_string() == name)).collect())
    }

    /// Puts the PKCS#8 document of a key into the folder, and replaces an existing one. After a power cut it is there
    /// whole or not at all.
    ///
    /// # Errors
    ///
    /// [`SealedError`] if it cannot be encrypted or written.
    pub fn put(&self, kid: Kid, document: &[u8]) -> Result<(), SealedError> {
        self.put_named(&kid.to_string(), document)
    }

    /// Removes a key. Anything that stays on the disk is encrypted.
    ///
    /// # Errors
    ///
    /// [`SealedError::File`], also if there is no such key.
    pub fn remove(&self, kid: Kid) -> Result<(), SealedError> {
        let path = self.path_of(&kid.to_string());
        fs::remove_file(&path).map_err(FileError::io(&path))?;
        Ok(private_file::sync_directory(&self.directory)?)
    }

    pub(crate) fn put_named(&self, name: &str, secret: &[u8]) -> Result<(), SealedError> {
        let path = self.path_of(name);
        let sealed = encrypt(&self.recipient, secret).map_err(SealedError::encrypt(&path))?;
        if sealed.len() > private_file::MAX_BYTES {
            return Err(FileError::NotASecret { path }.into());
        }
        Ok(private_file::replace(&path, &sealed)?)
    }

    pub(crate) fn path_of(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}.{EXTENSION}"))
    }
}

impl fmt::Debug for SealedFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SealedFolder").field(&self.directory).finish()
    }
}
