//! Stores what the service keeps: narrow traits by subject, and one that combines them. A caller asks for the trait
//! that it needs. When a write returns `Ok`, it is on the disk. The same contract tests run for every backend.

mod cache;
mod changes;
mod clocks;
#[cfg(test)]
mod contract;
mod copying;
mod decisions;
mod disk;
mod eligibility;
mod error;
mod failure;
mod idempotency;
mod import;
mod importing;
mod migrating;
mod nodes;
mod open;
mod operators;
mod paper;
mod partners;
mod phones;
mod postgres;
mod published;
mod queue;
mod reconciling;
mod records;
mod revocations;
mod rows;
mod rules;
mod sqlite;
mod withdrawals;

use async_trait::async_trait;

pub use cache::{CacheStatus, CachedReads, CachedStores};
pub use changes::{ChangeStore, Changes};
pub use clocks::{AcceptedClock, ClockStore, Doubt, Witness, Witnesses};
pub use copying::CopiedTables;
pub use decisions::{Allowed, Decision, DecisionKind, DecisionStore};
pub use disk::DiskProblem;
pub use eligibility::{EligibilityChange, EligibilityStore};
pub use error::StoreError;
pub use idempotency::{IdempotencyStore, KeptAnswer, KeyedRequest, Repetition};
pub use import::{ImportStore, Imported, Refusal, Refused};
pub use nodes::{Lease, NodeStore};
pub use open::{
    Replaced, back_up, copy_to_server, create, installation, mark_production, migrate, open, open_to_read, production,
    restore,
};
pub use operators::{Confirmation, OperatorChange, OperatorStore};
pub use paper::{PaperStore, PaperUse};
pub use partners::{PartnerChange, PartnerStore};
pub use phones::{PhoneCount, PhoneRequest, PhoneStore};
pub use postgres::PostgresStore;
pub use published::{Publication, PublishedStore};
pub use queue::{NodePace, QueueStore, StoredRoom};
pub use reconciling::{BroughtBack, ReconcilingStore};
pub use records::{PeopleQuery, RecordStore};
pub use revocations::{RevocationEntry, RevocationQuery, RevocationStore, StandingChange};
pub use rules::{RulesChange, RulesStore};
pub use sqlite::{SqliteStore, UNFINISHED, remove_unfinished};
pub use withdrawals::{WithdrawalChange, WithdrawalStore};

/// Finds damage.
#[async_trait]
pub trait MaintenanceStore: Send + Sync {
    /// The damage that the database reports; nothing if it is intact. It reads everything, so it takes a while.
    async fn damage(&self) -> Result<Vec<String>, StoreError>;

    /// What of the database's settings could lose what was acknowledged, as sentences.
    async fn risks(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

/// All traits of the store.
pub trait Store:
    ChangeStore
    + ClockStore
    + DecisionStore
    + EligibilityStore
    + IdempotencyStore
    + ImportStore
    + MaintenanceStore
    + NodeStore
    + PaperStore
    + OperatorStore
    + PartnerStore
    + PhoneStore
    + PublishedStore
    + QueueStore
    + ReconcilingStore
    + RecordStore
    + RevocationStore
    + RulesStore
    + WithdrawalStore
    + std::fmt::Debug
{
}

impl<T> Store for T where
    T: ChangeStore
        + ClockStore
        + DecisionStore
        + EligibilityStore
        + IdempotencyStore
        + ImportStore
        + MaintenanceStore
        + NodeStore
        + PaperStore
        + OperatorStore
        + PartnerStore
        + PhoneStore
        + PublishedStore
        + QueueStore
        + ReconcilingStore
        + RecordStore
        + RevocationStore
        + RulesStore
        + WithdrawalStore
        + std::fmt::Debug
{
}
