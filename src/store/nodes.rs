use async_trait::async_trait;
use haetae_core::CivilDate;

use super::StoreError;

/// The lease to publish: one node at a time holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lease {
    /// The name of the node; `None` if no node has taken the lease, or its holder gave it up.
    pub holder: Option<String>,
    /// Grows by one with each change and each renewal. It distinguishes one term from the next without a clock.
    pub epoch: u64,
}

/// What nodes share through one store.
#[async_trait]
pub trait NodeStore: Send + Sync {
    /// The current lease to publish.
    async fn lease(&self) -> Result<Lease, StoreError>;

    /// Gives the lease to `holder` (`None`: to no node) with the next epoch, if its present epoch is still `after`.
    /// Returns whether it was. The safety of publishing does not depend on it:
    /// [`PublishedStore::publish`](super::PublishedStore::publish) ensures it.
    async fn pass_lease(&self, holder: Option<&str>, after: u64) -> Result<bool, StoreError>;

    /// Keeps the end of a node's journal, so that the node that publishes can pin it.
    async fn store_journal_head(&self, node: &str, document: &[u8]) -> Result<(), StoreError>;

    /// The last known ends of journals, by node.
    async fn journal_heads(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// Keeps the checkpoint of a day of a node's journal, so that the node that publishes can log it. One that is there
    /// already stays.
    async fn store_journal_checkpoint(&self, node: &str, day: CivilDate, signed: &[u8]) -> Result<(), StoreError>;

    /// The checkpoints of all nodes from a day on, by day and node.
    async fn journal_checkpoints(&self, from: CivilDate) -> Result<Vec<Vec<u8>>, StoreError>;
}
