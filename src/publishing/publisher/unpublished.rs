use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use haetae_core::UnixTime;

use super::{PublishError, Publisher};
use crate::model::PublishedSet;
use crate::signing::Signing;

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

impl Publisher {
    /// Since when a revocation has waited for the next set, on the node that publishes; `None` if none waits, or only
    /// for a batch.
    pub fn unpublished_since(&self) -> Option<UnixTime> {
        self.unpublished.since()
    }

    /// Compares the set before with what the database has: also at the start of a node, which has seen no poll before.
    pub(super) async fn compare_revocations(
        &self,
        signing: &Signing,
        previous: &PublishedSet,
        in_database: u64,
        now: UnixTime,
    ) -> Result<(), PublishError> {
        match previous.newest_revocation().map(|newest| newest.cmp(&in_database)) {
            Some(Ordering::Less) => self.unpublished.found(now),
            Some(Ordering::Greater) => self.require_nothing_lost(signing, previous).await?,
            Some(Ordering::Equal) | None => {}
        }
        Ok(())
    }
}
