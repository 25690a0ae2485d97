use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;
use crate::model::{Reason, SubjectId};

/// Who decides, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: UnixTime,
    /// The operator's name.
    pub by: String,
    /// Why, in the operator's words.
    pub reason: Reason,
}

/// What operators decide about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionKind {
    /// The record was erased, and does not come back with an import.
    Erased,
    /// The next import may bring the person back, or give them another name and birth date.
    Allowed,
}

/// What [`DecisionStore::allow`] allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// That an import brings back who was erased.
    Return,
    /// That an import gives a person on record another name, birth date or system.
    Change,
    /// Nothing: there is no such person, and there was none who was erased.
    Nothing,
}

/// Keeps what operators decide about people.
#[async_trait]
pub trait DecisionStore: Send + Sync {
    /// Voids a person's passes and forgets the person, who stays out of imports from then on. What is left is the serial,
    /// which nobody gets again, and the decision. Returns whether there was such a person.
    async fn erase(&self, subject: &SubjectId, decision: &Decision) -> Result<bool, StoreError>;

    /// Lets the next import bring back who was erased, or give who is on record another name, birth date or system.
    async fn allow(&self, subject: &SubjectId, decision: &Decision) -> Result<Allowed, StoreError>;

    /// What was decided about a person, on record or erased, in its order.
    async fn decisions(&self, subject: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError>;
}
