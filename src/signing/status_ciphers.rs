use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use haetae_core::StatusDay;
use haetae_keys::{SerialBits, StatusIndexCipher, StatusKeys};
use zeroize::Zeroizing;

use crate::model::Serial;

/// How many days are cached: more than passes are issued and lists are published for.
const DAYS_KEPT: usize = 64;

/// A day has no key, or a serial number is too large: the configuration is wrong.
#[derive(Debug, thiserror::Error)]
#[error("the status index cannot be made: {0}")]
pub struct StatusIndexError(String);

/// The status indices of all days (wire format, section 6). A day's key schedule is computed once and cached.
#[derive(Debug)]
pub struct StatusCiphers {
    keys: StatusKeys,
    bits: SerialBits,
    made: RwLock<BTreeMap<StatusDay, Arc<StatusIndexCipher>>>,
}

impl StatusCiphers {
    /// Ciphers from the keys of the days and the size of serial numbers.
    pub fn new(keys: StatusKeys, bits: SerialBits) -> Self {
        Self { keys, bits, made: RwLock::default() }
    }

    /// The size of serial numbers, and so of every list.
    pub const fn bits(&self) -> SerialBits {
        self.bits
    }

    /// The first day whose indices can be made: the keys of those before it are erased.
    pub const fn origin(&self) -> StatusDay {
        self.keys.origin()
    }

    /// A key that all nodes share on a day and that is no status key: for `info`, its purpose. It is there as long as
    /// the status key of the day.
    ///
    /// # Errors
    ///
    /// [`StatusIndexError`] for a day whose key is erased.
    pub fn derived_key(&self, day: StatusDay, info: &[u8]) -> Result<Zeroizing<[u8; 32]>, StatusIndexError> {
        let key = self.keys.key_of(day).map_err(|error| StatusIndexError(error.to_string()))?;
        Ok(key.derive(info))
    }

    /// The permutation of a day.
    ///
    /// # Errors
    ///
    /// [`StatusIndexError`] for a day whose key is erased.
    pub fn of(&self, day: StatusDay) -> Result<Arc<StatusIndexCipher>, StatusIndexError> {
        if let Some(cipher) = self.made.read().unwrap_or_else(PoisonError::into_inner).get(&day) {
            return Ok(Arc::clone(cipher));
        }
        let key = self.keys.key_of(day).map_err(|error| StatusIndexError(error.to_string()))?;
        let cipher = Arc::new(StatusIndexCipher::new(&key, day, self.bits));
        let mut made = self.made.write().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= DAYS_KEPT {
            made.pop_first();
        }
        made.insert(day, Arc::clone(&cipher));
        Ok(cipher)
    }

    /// The index of a person on a day.
    ///
    /// # Errors
    ///
    /// [`StatusIndexError`] for a day whose key is erased or a serial number that does not fit.
    pub fn index(&self, day: StatusDay, serial: Serial) -> Result<u32, StatusIndexError> {
        self.of(day)?.index(serial.0).map_err(|error| StatusIndexError(error.to_string()))
    }
}
