use std::fmt;
use std::path::Path;

use age::DecryptError;
use haetae_core::Kid;
use zeroize::Zeroizing;

use super::{IDENTITY, SealedError, SealedFolder, decrypt, reason};
use crate::passphrase::Passphrase;
use crate::private_file;

/// A sealed folder whose keys can be read. It holds the identity, not the passphrase, so scrypt runs once.
pub struct UnlockedFolder {
    folder: SealedFolder,
    identity: age::x25519::Identity,
}

impl UnlockedFolder {
    pub(super) fn new(folder: SealedFolder, passphrase: &Passphrase) -> Result<Self, SealedError> {
        let path = folder.directory.join(IDENTITY);
        let text = decrypt(&passphrase.identity(), &private_file::read(&path)?).map_err(|error| match error {
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
                SealedError::WrongPassphrase(path.clone())
            }
            other => SealedError::damaged(&path, reason(&other)),
        })?;
        let text = std::str::from_utf8(&text).unwrap_or_default();
        let identity: age::x25519::Identity =
            text.trim_end().parse().map_err(|reason: &str| SealedError::damaged(&path, reason))?;
        // Otherwise others could read what is put in here.
        if identity.to_public().to_string() != folder.recipient.to_string() {
            return Err(SealedError::damaged(&path, "the recipient beside it belongs to another identity"));
        }
        Ok(Self { folder, identity })
    }

    /// The folder, to put keys in and to remove them.
    pub const fn folder(&self) -> &SealedFolder {
        &self.folder
    }

    /// The PKCS#8 document of a key.
    ///
    /// # Errors
    ///
    /// [`SealedError`] if there is no such key, others can read its file, or it is damaged.
    pub fn read(&self, kid: Kid) -> Result<Zeroizing<Vec<u8>>, SealedError> {
        self.read_named(&kid.to_string())
    }

    pub(crate) fn read_named(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, SealedError> {
        let path = self.folder.path_of(name);
        decrypt(&self.identity, &private_file::read(&path)?)
            .map_err(|error| SealedError::damaged(&path, reason(&error)))
    }

    /// The path of the folder.
    pub fn directory(&self) -> &Path {
        self.folder.directory()
    }
}

impl fmt::Debug for UnlockedFolder {
    /// The identity stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnlockedFolder").field(&self.folder.directory).finish()
    }
}
