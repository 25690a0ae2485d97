use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;
use crate::model::{Conflict, Person, SubjectId};

/// What became of the people of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New in the records.
    pub added: u64,
    /// Known, with something changed: the record has a new version.
    pub changed: u64,
    /// Known, nothing changed.
    pub unchanged: u64,
    /// Left out: what was on record, if anything, has not changed.
    pub refused: Vec<Refused>,
}

/// A person that was left out of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Who.
    pub subject: SubjectId,
    /// Why.
    pub why: Refusal,
}

/// Why a person is left out of an import, until an operator allows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else is on record under this subject id. A system that is named is the one on record.
    Conflict(Conflict),
    /// The person was erased at this time.
    Erased(UnixTime),
}

/// Takes people in.
#[async_trait]
pub trait ImportStore: Send + Sync {
    /// Adds or updates people in one transaction: all of them or, on an error, none. Of people who come twice, the last counts.
    /// A known person keeps serial and standing: who is revoked stays revoked. Evidence comes back in an order of the
    /// store's own, without repetitions; the order in which it came makes no change. Who cannot be the person on record under
    /// that subject id ([`Identity::conflict_with`](crate::model::Identity::conflict_with)) and who was erased is refused,
    /// until [`DecisionStore::allow`](super::DecisionStore::allow).
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError>;

    /// What [`ImportStore::import`] would answer. It changes nothing.
    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError>;

    /// Whether names are hashed with the key of this [check](crate::records::NameKey::check); the first key that asks is it.
    /// With `replace` the key takes the place of another, and the hashes made with that are forgotten.
    async fn claim_name_key(&self, check: [u8; 16], replace: bool) -> Result<bool, StoreError>;
}
