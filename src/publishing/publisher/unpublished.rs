use std::sync::{Mutex, PoisonError};

use haetae_core::UnixTime;

/// Since when a revocation waits for the next set, as far as this node has seen.
#[derive(Debug, Default)]
pub(super) struct Unpublished(Mutex<Option<UnixTime>>);

impl Unpublished {
    /// Notes that a poll has found a revocation that no set has.
    pub(super) fn found(&self, now: UnixTime) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(now);
    }

    /// Notes that all of them are published, or wait for their batch.
    pub(super) fn none(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Since when; `None` if none waits.
    pub(super) fn since(&self) -> Option<UnixTime> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
