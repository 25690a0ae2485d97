use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};

use super::StoreError;
use crate::model::{Reason, Serial};

/// What a database lacks of what was signed or issued, to be entered again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BroughtBack {
    /// Serials that a published status list revokes.
    pub revoked: Vec<Serial>,
    /// Keys that a published manifest withdraws, and from when on scanners refuse their passes.
    pub withdrawn: Vec<(Kid, UnixTime)>,
    /// No serial below this is given again.
    pub next_serial: u32,
    /// When it is entered. Revocations count from now on: passes may have been issued until now.
    pub at: UnixTime,
    /// The reason that goes on record.
    pub reason: Reason,
}

/// Compares a database with what was issued and published with it, and enters what it lacks.
#[async_trait]
pub trait ReconcilingStore: Send + Sync {
    /// The installation that the database belongs to; `None` if it was made without one.
    async fn installation(&self) -> Result<Option<String>, StoreError>;

    /// Gives a database that has none this installation, or a random one. Returns the one that it has.
    async fn name_installation(&self, name: Option<&str>) -> Result<String, StoreError>;

    /// The first serial that nobody has had yet, as far as the database knows.
    async fn next_serial(&self) -> Result<u32, StoreError>;

    /// The keys whose withdrawal was lifted, and when.
    async fn lifted_withdrawals(&self) -> Result<Vec<(Kid, UnixTime)>, StoreError>;

    /// From now on nothing is published ([`Changes::reconcile_due`](super::Changes::reconcile_due)) and no serial is
    /// given ([`StoreError::ReconcileDue`]), until [`ReconcilingStore::bring_back`].
    async fn require_reconciling(&self) -> Result<(), StoreError>;

    /// Enters all of this in one transaction. What is there already stays as it is.
    async fn bring_back(&self, found: &BroughtBack) -> Result<(), StoreError>;
}
