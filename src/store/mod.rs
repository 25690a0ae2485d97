//! What the service keeps: narrow traits by subject, and their sum. Whoever needs one of them takes that one. Whatever returns
//! `Ok` has been written to disk. One contract test holds for every backend.

mod changes;
#[cfg(test)]
mod contract;
mod decisions;
mod error;
mod import;
mod nodes;
mod open;
mod partners;
mod published;
mod records;
mod revocations;
mod sqlite;
mod withdrawals;

use async_trait::async_trait;

pub use changes::{ChangeStore, Changes};
pub use decisions::{Allowed, Decision, DecisionKind, DecisionStore};
pub use error::StoreError;
pub use import::{ImportStore, Imported, Refusal, Refused};
pub use nodes::{Lease, NodeStore};
pub use open::{open, open_to_read};
pub use partners::{PartnerChange, PartnerStore};
pub use published::{Publication, PublishedStore};
pub use records::{PeopleQuery, RecordStore};
pub use revocations::{RevocationEntry, RevocationQuery, RevocationStore, StandingChange};
pub use sqlite::SqliteStore;
pub use withdrawals::{WithdrawalChange, WithdrawalStore};

/// Finds damage.
#[async_trait]
pub trait MaintenanceStore: Send + Sync {
    /// What is damaged, in the words of the database; nothing where it is sound. It reads everything, so it takes a while.
    async fn damage(&self) -> Result<Vec<String>, StoreError>;
}

/// All of it.
pub trait Store:
    ChangeStore
    + DecisionStore
    + ImportStore
    + MaintenanceStore
    + NodeStore
    + PartnerStore
    + PublishedStore
    + RecordStore
    + RevocationStore
    + WithdrawalStore
    + std::fmt::Debug
{
}

impl<T> Store for T where
    T: ChangeStore
        + DecisionStore
        + ImportStore
        + MaintenanceStore
        + NodeStore
        + PartnerStore
        + PublishedStore
        + RecordStore
        + RevocationStore
        + WithdrawalStore
        + std::fmt::Debug
{
}
