//! Custody in a hardware module, through PKCS#11: keys are made inside and never leave.

mod error;
mod module;
mod objects;
mod pool;
mod session;

use std::fmt;
use std::path::Path;
use std::sync::{PoisonError, RwLock};

use haetae_core::{Kid, PublicKey, Signature};
use zeroize::Zeroizing;

pub use error::TokenError;
use module::Module;
use pool::Pool;

use crate::custody::{Custody, CustodyError};

/// The most sessions that are open at a time. More threads wait for one of them.
const MAX_SESSIONS: usize = 8;

/// The Ed25519 keys of one token. A token that goes away makes signing fail with [`CustodyError::Unavailable`] until it
/// is back; sessions are then opened again without a restart.
pub struct TokenCustody {
    label: String,
    pool: Pool,
    /// Sorted by kid. A key that was there once stays known: a token that is away may say that it holds nothing, and
    /// the key must not be taken for missing or moved.
    keys: RwLock<Vec<(Kid, PublicKey)>>,
}

impl TokenCustody {
    /// Loads the module, logs in to the token named `label`, and reads which keys it holds. A token whose PIN the
    /// reader asks for itself is not supported.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the module does not load, the token is not there, or it refuses the PIN.
    pub fn open(module: &Path, label: &str, pin: &Zeroizing<String>) -> Result<Self, TokenError> {
        let pool = Pool::new(Module::load(module, label, pin)?, MAX_SESSIONS);
        let custody = Self { label: label.to_owned(), pool, keys: RwLock::default() };
        custody.refresh()?;
        Ok(custody)
    }

    /// Looks for new keys in the token. Keys that were known before stay known.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the token cannot be asked.
    pub fn refresh(&self) -> Result<(), TokenError> {
        let found = self.pool.with(|session| session.keys())?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.extend(found);
        keys.sort_by_key(|(kid, _)| *kid);
        keys.dedup_by_key(|(kid, _)| *kid);
        Ok(())
    }

    /// Makes a key inside the token: it signs, cannot be read, and cannot leave.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the token is not there or makes no Ed25519 keys.
    pub fn generate(&self) -> Result<(Kid, PublicKey), TokenError> {
        let generated = self.pool.once(|session| session.generate())?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let place = keys.partition_point(|(kid, _)| *kid < generated.0);
        keys.insert(place, generated);
        Ok(generated)
    }

    /// Destroys a key inside the token, for good.
    ///
    /// # Errors
    ///
    /// [`TokenError`] if the token is not there, does not hold the key, or does not let it be destroyed.
    pub fn destroy(&self, kid: Kid) -> Result<(), TokenError> {
        self.pool.once(|session| session.destroy(kid))?;
        self.keys.write().unwrap_or_else(PoisonError::into_inner).retain(|(held, _)| *held != kid);
        Ok(())
    }
}

impl Custody for TokenCustody {
    fn kids(&self) -> Vec<Kid> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).iter().map(|(kid, _)| *kid).collect()
    }

    fn public_key(&self, kid: Kid) -> Option<PublicKey> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let place = keys.binary_search_by_key(&kid, |(kid, _)| *kid).ok()?;
        keys.get(place).map(|(_, key)| *key)
    }

    fn sign(&self, kid: Kid, message: &[u8]) -> Result<Signature, CustodyError> {
        let public = self.public_key(kid).ok_or(CustodyError::NotHeld(kid))?;
        let signed = self.pool.with(|session| session.sign(kid, &public, message));
        signed.map_err(|error| CustodyError::Unavailable { kid, reason: error.to_string() })
    }
}

impl fmt::Debug for TokenCustody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCustody").field("token", &self.label).field("kids", &self.kids()).finish_non_exhaustive()
    }
}
