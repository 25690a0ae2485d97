use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;
use crate::model::{Reason, SubjectId};

/// Who decides, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When it was decided.
    pub at: UnixTime,
    /// The operator's name.
    pub by: String,
    /// The reason, as the operator entered it.
    pub reason: Reason,
}

/// A decision of an operator about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionKind {
    /// The record was erased, and does not come back with an import.
    Erased,
    /// The next import may bring the person back, or give them another name and birth date.
    Allowed,
}

/// What [`DecisionStore::allow`] has allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// An import may bring back the erased person.
    Return,
    /// An import may give the person on record another name, birth date or system.
    Change,
    /// Nothing: there is no such person, and none was erased.
    Nothing,
}

/// Keeps what operators decide about people.
#[async_trait]
pub trait DecisionStore: Send + Sync {
    /// Voids a person's passes and forgets the person, who stays out of imports from then on. Only the serial, which is
    /// never given again, and the decision stay. Returns whether there was such a person.
    async fn erase(&self, subject: &SubjectId, decision: &Decision) -> Result<bool, StoreError>;

    /// Lets the next import bring back an erased person, or give a person on record another name, birth date or system.
    async fn allow(&self, subject: &SubjectId, decision: &Decision) -> Result<Allowed, StoreError>;

    /// The decisions about a person, on record or erased, in their order.
    async fn decisions(&self, subject: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError>;
}
