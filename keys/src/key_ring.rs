use std::fmt;
use std::path::PathBuf;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use haetae_core::{Kid, PublicKey, Signature};
use zeroize::Zeroizing;

use crate::custody::{Custody, CustodyError};
use crate::sealed::{SealedError, SealedFolder, UnlockedFolder};

#[cfg(test)]
mod tests;

/// Ed25519 keys in memory, read from a sealed folder or made from seeds.
#[derive(Default)]
pub struct KeyRing {
    /// Sorted by kid, without duplicates.
    keys: Vec<HeldKey>,
}

struct HeldKey {
    kid: Kid,
    public: PublicKey,
    pair: Ed25519KeyPair,
}

/// Why a folder of keys was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file could not be read or decrypted, or others can get at it.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// The file holds no Ed25519 key.
    #[error("{}: not an Ed25519 key in PKCS#8 (DER)", path.display())]
    NotAKey {
        /// The path of the key's file.
        path: PathBuf,
    },
    /// The file is not named after the key in it: one of the two is not what the operator expects.
    #[error("{}: holds the key {kid} and must be named {kid}.age", path.display())]
    WrongName {
        /// The path of the key's file.
        path: PathBuf,
        /// The key in it.
        kid: Kid,
    },
    /// The seed is not a valid key.
    #[error("a seed that makes no Ed25519 key")]
    BadSeed,
}

impl KeyRing {
    /// Reads all keys of a sealed folder.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if others than the owner can write the folder or get at a key file, or if a key file holds
    /// something else than its name says. A ring is opened completely or not at all.
    pub fn open(folder: &UnlockedFolder) -> Result<Self, OpenError> {
        let kids = folder.folder().kids()?;
        kids.into_iter().map(|kid| HeldKey::read(folder, kid)).collect::<Result<_, _>>().map(Self::from_keys)
    }

    /// A ring of keys made from seeds.
    ///
    /// # Errors
    ///
    /// [`OpenError::BadSeed`] if a seed makes no key; with 32 bytes that does not happen.
    pub fn from_seeds<'s>(seeds: impl IntoIterator<Item = &'s [u8; 32]>) -> Result<Self, OpenError> {
        let keys = seeds.into_iter().map(|seed| {
            Ed25519KeyPair::from_seed_unchecked(seed).ok().and_then(HeldKey::new).ok_or(OpenError::BadSeed)
        });
        keys.collect::<Result<_, _>>().map(Self::from_keys)
    }

    fn from_keys(mut keys: Vec<HeldKey>) -> Self {
        keys.sort_by_key(|key| key.kid);
        keys.dedup_by_key(|key| key.kid);
        Self { keys }
    }

    fn key(&self, kid: Kid) -> Option<&HeldKey> {
        let place = self.keys.binary_search_by_key(&kid, |key| key.kid).ok()?;
        self.keys.get(place)
    }

    /// Puts each key into a sealed folder.
    ///
    /// # Errors
    ///
    /// [`OpenError`] if the folder cannot be written.
    pub fn put_into(&self, folder: &SealedFolder) -> Result<(), OpenError> {
        for key in &self.keys {
            folder.put(key.kid, &key.document().ok_or(OpenError::BadSeed)?)?;
        }
        Ok(())
    }

    /// A held key in PKCS#8 (DER).
    pub(crate) fn document(&self, kid: Kid) -> Option<Zeroizing<Vec<u8>>> {
        self.key(kid)?.document()
    }

    /// A ring of the one key in a PKCS#8 document; `None` if there is none in it.
    pub(crate) fn from_document(document: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(document).ok()?;
        Some(Self::from_keys(vec![HeldKey::new(pair)?]))
    }
}

impl HeldKey {
    fn new(pair: Ed25519KeyPair) -> Option<Self> {
        let public = PublicKey::Ed25519(pair.public_key().as_ref().try_into().ok()?);
        Some(Self { kid: public.kid(), public, pair })
    }

    /// PKCS#8, version 1, without the public key: what every tool reads.
    fn document(&self) -> Option<Zeroizing<Vec<u8>>> {
        let document = self.pair.to_pkcs8v1().ok()?;
        Some(Zeroizing::new(document.as_ref().to_vec()))
    }

    fn read(folder: &UnlockedFolder, kid: Kid) -> Result<Self, OpenError> {
        let document = folder.read(kid)?;
        let path = || folder.folder().path_of(&kid.to_string());
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&document).ok();
        let key = pair.and_then(Self::new).ok_or_else(|| OpenError::NotAKey { path: path() })?;
        if key.kid == kid { Ok(key) } else { Err(OpenError::WrongName { path: path(), kid: key.kid }) }
    }
}

impl Custody for KeyRing {
    fn kids(&self) -> Vec<Kid> {
        self.keys.iter().map(|key| key.kid).collect()
    }

    fn public_key(&self, kid: Kid) -> Option<PublicKey> {
        self.key(kid).map(|key| key.public)
    }

    fn sign(&self, kid: Kid, message: &[u8]) -> Result<Signature, CustodyError> {
        let key = self.key(kid).ok_or(CustodyError::NotHeld(kid))?;
        let signature = key.pair.try_sign(message).map_err(|_| CustodyError::Failed(kid))?;
        signature.as_ref().try_into().map_err(|_| CustodyError::Failed(kid))
    }

    fn is_prompt(&self) -> bool {
        true
    }
}

impl fmt::Debug for KeyRing {
    /// Kids only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing")?;
        f.debug_list().entries(self.keys.iter().map(|key| key.kid)).finish()
    }
}
