//! Secrets of a node on their way to another one: encrypted with age for an identity that the other one has made, so
//! that whoever carries them cannot read them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::secrecy::ExposeSecret as _;
use haetae_core::Kid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::custody::Custody as _;
use crate::key_ring::KeyRing;
use crate::private_file::{self, FileError};
use crate::sealed::{SealedError, SealedFolder, UnlockedFolder, decrypt, encrypt};
use crate::status_keys::{StatusKeys, StatusKeysError};

#[cfg(test)]
mod tests;

/// Whose eyes a parcel is for: the public half of a [`TransferIdentity`], written as age writes recipients.
#[derive(Clone)]
pub struct TransferRecipient(age::x25519::Recipient);

/// What opens parcels that were encrypted for one node.
pub struct TransferIdentity(age::x25519::Identity);

/// Why secrets were not encrypted for another node, or not opened.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The file of the identity cannot be read or written, or others can read it.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file of the identity holds something else.
    #[error("{}: not an identity that a node made to be invited", .0.display())]
    NotAnIdentity(PathBuf),
    /// It was encrypted for another node, or is damaged.
    #[error("it was not encrypted for this node, or is damaged: {0}")]
    NotForUs(String),
    /// It could not be encrypted.
    #[error("it could not be encrypted: {0}")]
    Encrypt(String),
}

impl TransferIdentity {
    /// A new one.
    pub fn generate() -> Self {
        Self(age::x25519::Identity::generate())
    }

    /// Reads the one that [`create_file`](Self::create_file) wrote.
    ///
    /// # Errors
    ///
    /// [`TransferError`] if it is missing, others can read it, or it holds something else.
    pub fn read(path: &Path) -> Result<Self, TransferError> {
        let line = private_file::read_secret_line(path)?;
        line.parse().map(Self).map_err(|_: &str| TransferError::NotAnIdentity(path.to_owned()))
    }

    /// Writes it to a new file that only its owner can read.
    ///
    /// # Errors
    ///
    /// [`TransferError::File`] if there is such a file, or it cannot be written.
    pub fn create_file(&self, path: &Path) -> Result<(), TransferError> {
        let text = Zeroizing::new(format!("{}\n", self.0.to_string().expose_secret()));
        Ok(private_file::create(path, text.as_bytes())?)
    }

    /// Its public half.
    pub fn recipient(&self) -> TransferRecipient {
        TransferRecipient(self.0.to_public())
    }

    /// Opens what was encrypted for it.
    ///
    /// # Errors
    ///
    /// [`TransferError::NotForUs`]
    pub fn open(&self, parcel: &[u8]) -> Result<Zeroizing<Vec<u8>>, TransferError> {
        decrypt(&self.0, parcel).map_err(|error| TransferError::NotForUs(error.to_string()))
    }
}

impl TransferRecipient {
    /// Encrypts a secret so that only its identity opens it.
    ///
    /// # Errors
    ///
    /// [`TransferError::Encrypt`]
    pub fn encrypt(&self, secret: &[u8]) -> Result<Vec<u8>, TransferError> {
        encrypt(&self.0, secret).map_err(|error| TransferError::Encrypt(error.to_string()))
    }
}

impl fmt::Display for TransferRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for TransferRecipient {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|reason: &str| reason.to_owned())
    }
}

impl fmt::Debug for TransferRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TransferRecipient({})", self.0)
    }
}

impl fmt::Debug for TransferIdentity {
    /// The identity stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransferIdentity(..)")
    }
}

/// The keys of a node, in the clear. They are wiped from memory when it is dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct NodeKeys {
    /// Each kid and its PKCS#8 document.
    keys: Vec<(String, Vec<u8>)>,
    /// The file of status keys.
    status_keys: Vec<u8>,
}

/// Why keys of another node were not taken.
#[derive(Debug, thiserror::Error)]
pub enum NodeKeysError {
    /// A folder cannot be read or written.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// The status keys cannot be used.
    #[error(transparent)]
    StatusKeys(#[from] StatusKeysError),
    /// A key is another one than its name says.
    #[error("the key {0} is another one than its name says")]
    OtherKey(Kid),
    /// A name is not a kid.
    #[error("{0} is not the id of a key")]
    NotAKid(String),
}

impl NodeKeys {
    /// All keys of a node's folder.
    ///
    /// # Errors
    ///
    /// [`NodeKeysError`] if a file cannot be read.
    pub fn read(folder: &UnlockedFolder) -> Result<Self, NodeKeysError> {
        let mut keys = Vec::new();
        for kid in folder.folder().kids()? {
            keys.push((kid.to_string(), folder.read(kid)?.to_vec()));
        }
        let status_keys = StatusKeys::read_file(folder)?.to_vec();
        Ok(Self { keys, status_keys })
    }

    /// The keys that [`keys`](Self::keys) and [`status_keys`](Self::status_keys) of another node were.
    pub const fn new(keys: Vec<(String, Vec<u8>)>, status_keys: Vec<u8>) -> Self {
        Self { keys, status_keys }
    }

    /// Each kid and its PKCS#8 document.
    pub fn keys(&self) -> &[(String, Vec<u8>)] {
        &self.keys
    }

    /// The file of status keys.
    pub fn status_keys(&self) -> &[u8] {
        &self.status_keys
    }

    /// Puts those keys among them that are `wanted` into another node's folder, and returns their kids. The status keys
    /// are left out: a node that has any makes the coming ones itself.
    ///
    /// # Errors
    ///
    /// [`NodeKeysError`] if one of them is not the key that its name says, before any is put; or if the folder cannot
    /// be written.
    pub fn write_wanted(&self, wanted: impl Fn(Kid) -> bool, folder: &SealedFolder) -> Result<Vec<Kid>, NodeKeysError> {
        let mut chosen = Vec::new();
        for (name, document) in &self.keys {
            let kid = Kid::parse(name).ok_or_else(|| NodeKeysError::NotAKid(name.clone()))?;
            if KeyRing::from_document(document).is_none_or(|ring| ring.kids() != [kid]) {
                return Err(NodeKeysError::OtherKey(kid));
            }
            if wanted(kid) {
                chosen.push((kid, document));
            }
        }
        for (kid, document) in &chosen {
            folder.put(*kid, document)?;
        }
        Ok(chosen.into_iter().map(|(kid, _)| kid).collect())
    }

    /// Puts them all into another node's folder.
    ///
    /// # Errors
    ///
    /// [`NodeKeysError`] if one of them is none, or the folder cannot be written.
    pub fn write(&self, folder: &SealedFolder) -> Result<(), NodeKeysError> {
        for (kid, document) in &self.keys {
            let kid = Kid::parse(kid).ok_or_else(|| NodeKeysError::NotAKid(kid.clone()))?;
            folder.put(kid, document)?;
        }
        Ok(StatusKeys::write_file(folder, &self.status_keys)?)
    }
}

impl fmt::Debug for NodeKeys {
    /// Kids only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NodeKeys")?;
        f.debug_list().entries(self.keys.iter().map(|(kid, _)| kid)).finish()
    }
}
