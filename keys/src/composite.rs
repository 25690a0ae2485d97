use std::sync::Arc;

use haetae_core::{Kid, PublicKey, Signature};

use crate::custody::{Custody, CustodyError};

#[cfg(test)]
mod tests;

/// Combines several backends into one. Each key is in one of them, and only that one signs with it: if it cannot,
/// nothing is signed.
#[derive(Debug)]
pub struct CompositeCustody {
    backends: Vec<Arc<dyn Custody>>,
}

/// Two backends hold the same key. This shows that a key was moved into a token and its file was not removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key {0} is held twice, in a file and in a token for instance: remove one, so that it is clear which one signs"
)]
pub struct HeldTwice(pub Kid);

impl CompositeCustody {
    /// Combines backends.
    ///
    /// # Errors
    ///
    /// [`HeldTwice`] if two of them hold the same key.
    pub fn new(backends: Vec<Arc<dyn Custody>>) -> Result<Self, HeldTwice> {
        let mut kids: Vec<Kid> = backends.iter().flat_map(|backend| backend.kids()).collect();
        kids.sort_unstable();
        match kids.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(twice) => Err(HeldTwice(twice[0])),
            None => Ok(Self { backends }),
        }
    }

    fn holder(&self, kid: Kid) -> Option<&dyn Custody> {
        self.backends.iter().map(Arc::as_ref).find(|backend| backend.public_key(kid).is_some())
    }
}

impl Custody for CompositeCustody {
    fn kids(&self) -> Vec<Kid> {
        let mut kids: Vec<Kid> = self.backends.iter().flat_map(|backend| backend.kids()).collect();
        kids.sort_unstable();
        kids
    }

    fn public_key(&self, kid: Kid) -> Option<PublicKey> {
        self.holder(kid)?.public_key(kid)
    }

    fn sign(&self, kid: Kid, message: &[u8]) -> Result<Signature, CustodyError> {
        self.holder(kid).ok_or(CustodyError::NotHeld(kid))?.sign(kid, message)
    }

    fn is_prompt(&self) -> bool {
        self.backends.iter().all(|backend| backend.is_prompt())
    }
}
