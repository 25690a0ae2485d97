//! Publishes nothing from a database that is older than what was published before.

use super::super::gap::{Gap, Known};
use super::super::last_set::LastSet;
use super::{PublishError, Publisher};
use crate::model::PublishedSet;
use crate::signing::Signing;
use crate::store::Changes;

impl Publisher {
    /// Refuses a database that is older than what was published. Until it is reconciled, the newest set that is known
    /// is served: scanners refuse older ones.
    pub(super) fn require_reconciled(&self, changes: Changes) -> Result<(), PublishError> {
        if !changes.reconcile_due {
            return Ok(());
        }
        if self.served().is_none()
            && let Some(set) = self.last_set()?
        {
            tokio::task::block_in_place(|| self.serve(&self.signing.load(), &set))?;
        }
        Err(PublishError::ReconcileDue)
    }

    pub(super) fn last_set(&self) -> Result<Option<PublishedSet>, PublishError> {
        self.last_set.as_ref().map_or(Ok(None), LastSet::read)
    }

    /// Keeps what is served outside the database. If that fails, it is tried again at the next poll.
    pub(super) fn keep_last_set(&self) {
        if let (Some(last_set), Some(served)) = (&self.last_set, self.served())
            && let Err(error) = last_set.keep(&served)
        {
            tracing::warn!(%error, "the published set could not be kept outside the database");
        }
    }

    /// Whether a set that scanners refuse as a step back lacks revocations or withdrawals of the one before.
    pub(super) async fn require_nothing_lost(
        &self,
        signing: &Signing,
        previous: &PublishedSet,
    ) -> Result<(), PublishError> {
        let (known, mut gap) = (Known::of(self.store.as_ref()).await?, Gap::default());
        tokio::task::block_in_place(|| gap.add_set(previous, &known, &signing.ciphers))?;
        if gap.is_empty() {
            return Ok(());
        }
        tracing::error!(missing = %gap, "the database lacks what was published before");
        self.store.require_reconciling().await?;
        Err(PublishError::ReconcileDue)
    }
}
