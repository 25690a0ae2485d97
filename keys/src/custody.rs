use std::fmt::Debug;

use haetae_core::{Kid, PublicKey, Signature};

/// Holds private keys and signs with them. The backend decides where they are kept: [`KeyRing`](crate::KeyRing) keeps
/// them in files, a hardware module would never give them out.
pub trait Custody: Send + Sync + Debug {
    /// The keys that are held, ascending.
    fn kids(&self) -> Vec<Kid>;

    /// The public part of a key; `None` if it is not held.
    fn public_key(&self, kid: Kid) -> Option<PublicKey>;

    /// Signs `message` with Ed25519 (RFC 8032). The same key and message always give the same bytes.
    ///
    /// # Errors
    ///
    /// [`CustodyError::NotHeld`] for a key that is not here, [`CustodyError::Failed`] if the backend could not sign,
    /// and [`CustodyError::Unavailable`] while what holds the key is away.
    fn sign(&self, kid: Kid, message: &[u8]) -> Result<Signature, CustodyError>;

    /// Whether [`Custody::sign`] only calculates, for some microseconds, whatever the key: whoever calls it waits for
    /// no device, and may do so where others wait for the caller.
    fn is_prompt(&self) -> bool {
        false
    }
}

/// Why there is no signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustodyError {
    /// The private part of this key is not held here.
    #[error("the private key {0} is not held here")]
    NotHeld(Kid),
    /// The key is held, and signing with it failed.
    #[error("signing with the key {0} failed")]
    Failed(Kid),
    /// The key is held by something that is away or refuses. It signs again by itself when that is over.
    #[error("the key {kid} cannot sign now: {reason}")]
    Unavailable {
        /// The key.
        kid: Kid,
        /// What is wrong.
        reason: String,
    },
}
