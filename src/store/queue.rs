use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;

/// The waiting room as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRoom {
    /// Grows by one with each change.
    pub version: u64,
    /// The room, JSON.
    pub document: Vec<u8>,
}

/// What a node did lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodePace {
    /// When that was, by the clock of the node.
    pub at: UnixTime,
    /// How many requests for passes it answered in a thousand seconds.
    pub answered: u64,
    /// Whether it had no room for a request, or was slow.
    pub is_pressed: bool,
}

/// What nodes share about the waiting room: the room, how many came in which second, and how issuing keeps up.
#[async_trait]
pub trait QueueStore: Send + Sync {
    /// The room; `None` before the first.
    async fn queue_room(&self) -> Result<Option<StoredRoom>, StoreError>;

    /// Stores the room with the next version, if its present version is still `after` (0: there is none). Returns
    /// whether it was.
    async fn put_queue_room(&self, document: &[u8], after: u64) -> Result<bool, StoreError>;

    /// Adds people to those who came to a room, by second, and keeps what the node did lately instead of what it did
    /// before: in one transaction.
    async fn count_queue(
        &self,
        room: u32,
        arrivals: &[(UnixTime, u64)],
        node: &str,
        pace: NodePace,
    ) -> Result<(), StoreError>;

    /// How many came to a room in each second from one on; seconds in which nobody came are left out.
    async fn queue_arrivals(&self, room: u32, from: UnixTime) -> Result<Vec<(UnixTime, u64)>, StoreError>;

    /// What the nodes did, from a time on.
    async fn queue_paces(&self, from: UnixTime) -> Result<Vec<NodePace>, StoreError>;

    /// Forgets who came to other rooms than this one, or before a second, and what nodes did before it.
    async fn forget_queue(&self, room: u32, before: UnixTime) -> Result<(), StoreError>;
}
