use async_trait::async_trait;
use haetae_core::{CivilDate, UnixTime};

use super::StoreError;
use crate::model::{CredentialHash, Operator, OperatorName, Proposal};

/// The result of adding an operator, of removing one, or of exchanging a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorChange {
    /// Stored.
    Done,
    /// There is or was an operator of that name, who keeps it; nothing changed.
    NameTaken,
    /// There is no such operator, or not any more; nothing changed.
    Unknown,
}

/// The result of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// It is confirmed now, and cannot be confirmed again.
    Done,
    /// There is no such proposal, or it was confirmed before.
    Unknown,
    /// It was not confirmed in time.
    Expired,
    /// Who proposed it cannot confirm it.
    SameOperator,
    /// Who proposed it is no operator any more: removed, or the credential has ended.
    ProposerGone,
    /// Something else was proposed.
    OtherContent,
}

/// Keeps operators and their credentials, and what waits for a second operator.
#[async_trait]
pub trait OperatorStore: Send + Sync {
    /// Adds an operator. A name that was ever used stays with who had it: the journal has it. Upper and lower case make
    /// no difference between names.
    async fn add_operator(&self, operator: &Operator) -> Result<OperatorChange, StoreError>;

    /// Exchanges the credential of an operator: the old one does not count any more.
    async fn exchange_credential(
        &self,
        name: &OperatorName,
        credential: CredentialHash,
    ) -> Result<OperatorChange, StoreError>;

    /// Removes an operator: the credential does not count any more, the name stays.
    async fn remove_operator(&self, name: &OperatorName, at: UnixTime) -> Result<OperatorChange, StoreError>;

    /// All operators by name, those that were removed among them.
    async fn operators(&self) -> Result<Vec<Operator>, StoreError>;

    /// Notes that an operator's credential was used on a UTC day.
    async fn note_use(&self, name: &OperatorName, day: CivilDate) -> Result<(), StoreError>;

    /// Stores what another operator must confirm.
    async fn propose(&self, proposal: &Proposal) -> Result<(), StoreError>;

    /// What waits for a second operator at `now`, the oldest first. What an operator proposed who is removed, or whose
    /// credential has ended, does not wait any more.
    async fn proposals(&self, now: UnixTime) -> Result<Vec<Proposal>, StoreError>;

    /// Confirms a proposal on behalf of another operator, if `content` is what was proposed.
    async fn confirm(
        &self,
        id: &str,
        content: &[u8; 32],
        by: &OperatorName,
        at: UnixTime,
    ) -> Result<Confirmation, StoreError>;
}
