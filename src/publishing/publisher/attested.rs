//! Signs the checkpoints of this node's journal, and stores them for the node that publishes.

use haetae_core::{Checkpoint, UnixTime};

use super::super::journal_log;
use super::{PublishError, Publisher, status_key};
use crate::journal::{Checkpoints, SignedCheckpoint};
use crate::signing::Signing;

impl Publisher {
    /// Makes a checkpoint for each day of this node's journal that is over at `now` and has none, and stores those that
    /// may still be logged. Cheap to call if nothing is due. A checkpoint that cannot be made keeps nothing from being
    /// published: it is logged, and [`JournalStatus::unattested`](crate::journal::JournalStatus::unattested) says it.
    ///
    /// # Errors
    ///
    /// [`PublishError::Store`]: it is tried again.
    pub async fn attest_journal(&self, now: UnixTime) -> Result<(), PublishError> {
        let Some(journal) = self.journal.get() else { return Ok(()) };
        if !journal.is_checkpoint_due(now) {
            return self.store_checkpoints(Vec::new()).await;
        }
        let (signing, before) = (self.signing.load(), journal.status());
        let attested = tokio::task::block_in_place(|| {
            journal.attest(now, &mut |checkpoint| sign(&signing, checkpoint).map_err(|error| error.to_string()))
        });
        let known = match attested {
            Ok(known) => known.map(|Checkpoints { all, .. }| all).unwrap_or_default(),
            Err(error) => {
                let reason = error.to_string();
                if before.unattested.as_ref() != Some(&reason) {
                    tracing::error!(reason, "no checkpoint of the journal was made");
                }
                return Ok(());
            }
        };
        let earliest = journal_log::earliest(now);
        let due = known.into_iter().filter(|signed| signed.checkpoint.day >= earliest).collect();
        self.store_checkpoints(due).await
    }

    /// Stores these and those that could not be stored before.
    async fn store_checkpoints(&self, new: Vec<SignedCheckpoint>) -> Result<(), PublishError> {
        let mut unstored = self.unstored_checkpoints.lock().await;
        unstored.extend(new);
        while let Some(next) = unstored.front() {
            let checkpoint = &next.checkpoint;
            self.store.store_journal_checkpoint(&checkpoint.node, checkpoint.day, &next.bytes).await?;
            unstored.pop_front();
        }
        Ok(())
    }
}

fn sign(signing: &Signing, checkpoint: &Checkpoint) -> Result<Vec<u8>, PublishError> {
    let kid = status_key(signing, checkpoint.issued)?;
    let prepared = checkpoint.prepare(kid);
    Ok(prepared.complete(&signing.custody.sign(kid, prepared.to_be_signed())?))
}
