//! The keys that the status indices follow from (wire format, section 6): one a day, each made from the one before it,
//! so that nodes agree on the coming days without communication, and erased keys cannot be made again.

use std::fmt;
use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::StatusDay;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::random::{self, Random, RandomUnavailable};
use crate::sealed::{SealedError, SealedFolder, UnlockedFolder};

#[cfg(test)]
mod tests;

/// The name of their file in a sealed folder, without its ending.
const FILE: &str = "status-keys";

/// The message whose HMAC under a day's key is the next day's key.
const RATCHET: &[u8] = b"haetae status key";

/// The block of SHA-256, in bytes, to which HMAC pads its key.
const HMAC_BLOCK: usize = 64;

/// The secret of one day's status indices. It is zeroized when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct StatusKey([u8; 32]);

impl StatusKey {
    /// A key from its bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key of the next day. There is no way back.
    pub fn next(&self) -> Self {
        Self(*self.hmac(&[RATCHET]))
    }

    /// A key for another purpose: the first 32 bytes of HKDF-Expand with SHA-256 (RFC 5869, section 2.3). Purposes have
    /// different `info`; none leads back to this key, and none is another day's: the message that makes that one does
    /// not end with a byte of 1.
    pub fn derive(&self, info: &[u8]) -> Zeroizing<[u8; 32]> {
        self.hmac(&[info, &[1]])
    }

    fn hmac(&self, message: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut padded = Zeroizing::new([0; HMAC_BLOCK]);
        for (place, byte) in padded.iter_mut().zip(&self.0) {
            *place = *byte;
        }
        let mut mac = Hmac::<Sha256>::new((&*padded).into());
        message.iter().for_each(|part| mac.update(part));
        let mut code = mac.finalize().into_bytes();
        let made = Zeroizing::new(code.into());
        code.as_mut_slice().zeroize();
        made
    }
}

impl fmt::Debug for StatusKey {
    /// The key stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusKey(..)")
    }
}

/// The status keys from a day on: the *origin*. Only the key of the origin is held; the others follow from it.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusKeys {
    origin: StatusDay,
    key: StatusKey,
}

/// Why there is no status key.
#[derive(Debug, thiserror::Error)]
pub enum StatusKeysError {
    /// The day is before the origin: its key is erased, or never existed.
    #[error("the status key of day {day} is gone: the keys begin with day {origin}")]
    Erased {
        /// The day that was asked for.
        day: StatusDay,
        /// The first day that has a key.
        origin: StatusDay,
    },
    /// The file could not be read, decrypted or written, or others can read it.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// The file does not hold status keys.
    #[error("{}: not a file of status keys: {reason}", path.display())]
    Malformed {
        /// The path of the file of status keys.
        path: PathBuf,
        /// What was expected.
        reason: String,
    },
}

impl StatusKeys {
    /// The keys that follow from the key of `origin`.
    pub const fn new(origin: StatusDay, key: StatusKey) -> Self {
        Self { origin, key }
    }

    /// New keys, unrelated to any others.
    ///
    /// # Errors
    ///
    /// [`RandomUnavailable`] if `random` fails.
    pub fn generate(origin: StatusDay, random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        Ok(Self::new(origin, StatusKey::new(*random::bytes(random)?)))
    }

    /// The first day that has a key.
    pub const fn origin(&self) -> StatusDay {
        self.origin
    }

    /// The key of a day: one HMAC for each day since the origin.
    ///
    /// # Errors
    ///
    /// [`StatusKeysError::Erased`] for a day before the origin.
    pub fn key_of(&self, day: StatusDay) -> Result<StatusKey, StatusKeysError> {
        let days = day.0.checked_sub(self.origin.0).ok_or(StatusKeysError::Erased { day, origin: self.origin })?;
        Ok((0..days).fold(self.key.clone(), |key, _| key.next()))
    }

    /// Forgets the keys of all days before `day`; does nothing if they are forgotten already.
    pub fn erase_before(&mut self, day: StatusDay) {
        if let Ok(key) = self.key_of(day) {
            self.origin = day;
            self.key = key;
        }
    }

    /// Reads the keys from a sealed folder.
    ///
    /// # Errors
    ///
    /// [`StatusKeysError`] if the file is missing or not valid.
    pub fn load(folder: &UnlockedFolder) -> Result<Self, StatusKeysError> {
        Self::parse(&Self::read_file(folder)?, folder.folder())
    }

    /// The file of a sealed folder, decrypted.
    pub(crate) fn read_file(folder: &UnlockedFolder) -> Result<Zeroizing<Vec<u8>>, StatusKeysError> {
        Ok(folder.read_named(FILE)?)
    }

    /// Writes a file that was read from another folder.
    pub(crate) fn write_file(folder: &SealedFolder, bytes: &[u8]) -> Result<(), StatusKeysError> {
        Self::parse(bytes, folder)?.save(folder)
    }

    fn parse(bytes: &[u8], folder: &SealedFolder) -> Result<Self, StatusKeysError> {
        let malformed = |reason: String| StatusKeysError::Malformed { path: folder.path_of(FILE), reason };
        // serde_json may quote a value in its error, and the value may be the key: only the position is reported.
        let form: FileForm = serde_json::from_slice(bytes)
            .map_err(|error| malformed(format!("line {}, column {}", error.line(), error.column())))?;
        let mut key = Zeroizing::new([0; 32]);
        match Base64UrlUnpadded::decode(&form.key, key.as_mut_slice()) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self::new(StatusDay(form.day), StatusKey::new(*key))),
            _ => Err(malformed("`key` must be 32 bytes in base64url".to_owned())),
        }
    }

    /// Writes the keys to a sealed folder: it holds either what it held before or all of this.
    ///
    /// # Errors
    ///
    /// [`StatusKeysError::Sealed`] if it cannot be written.
    pub fn save(&self, folder: &SealedFolder) -> Result<(), StatusKeysError> {
        let form = FileForm { day: self.origin.0, key: Base64UrlUnpadded::encode_string(&self.key.0) };
        // Large enough never to be reallocated: that would leave a copy of the key in memory.
        let mut json = Zeroizing::new(Vec::with_capacity(128));
        serde_json::to_writer(&mut *json, &form)
            .map_err(|error| StatusKeysError::Malformed { path: folder.path_of(FILE), reason: error.to_string() })?;
        json.push(b'\n');
        Ok(folder.put_named(FILE, &json)?)
    }
}

impl fmt::Debug for StatusKeys {
    /// The key stays out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusKeys").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// The file, decrypted: the first day that has a key, and that key in base64url.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct FileForm {
    day: u32,
    key: String,
}
