use async_trait::async_trait;

use super::StoreError;
use crate::model::PublishedSet;

/// The result of an attempt to publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// The set is the published one now.
    Done,
    /// Another node has published since: read again.
    Overtaken,
}

/// Stores the set that was published last.
#[async_trait]
pub trait PublishedStore: Send + Sync {
    /// The set that was published last.
    async fn published(&self) -> Result<Option<PublishedSet>, StoreError>;

    /// Publishes `set` if the set published last has the version `replaces` (`None`: if there is none).
    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError>;
}
