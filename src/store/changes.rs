use async_trait::async_trait;

use super::StoreError;

/// Counters of everything that nodes poll for. Each changes whenever something of its kind does, and never returns to
/// an earlier value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Revoked serials.
    pub revocations: u64,
    /// Withdrawals of signing keys, changed and lifted ones included.
    pub withdrawals: u64,
    /// Partners, their keys and their grace.
    pub partners: u64,
    /// People on record: who they are, their evidence, serial and standing.
    pub records: u64,
    /// The newest version of the rules; `None` before the first.
    pub rules: Option<u64>,
    /// The version of what was published last; `None` before the first set.
    pub published: Option<u64>,
    /// Whether the database is older than what was issued and published, so that nothing may be published.
    pub reconcile_due: bool,
}

/// Detects whether anything is new.
#[async_trait]
pub trait ChangeStore: Send + Sync {
    /// The counters, in one cheap query.
    async fn changes(&self) -> Result<Changes, StoreError>;

    /// Waits until the database says that something has changed, so that a poll need not wait for its time. A database
    /// that does not say it never ends this. What is said while nobody waits ends the next wait.
    async fn changed(&self) {
        std::future::pending::<()>().await;
    }
}
