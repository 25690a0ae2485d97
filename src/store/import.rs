use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;
use crate::model::{Conflict, Person, SubjectId};

/// What happened to the people of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New in the records.
    pub added: u64,
    /// Known, with something changed: the record has a new version.
    pub changed: u64,
    /// Known, nothing changed.
    pub unchanged: u64,
    /// Left out: an existing record has not changed.
    pub refused: Vec<Refused>,
}

/// A person that was left out of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The person's subject id.
    pub subject: SubjectId,
    /// Why the person was refused.
    pub why: Refusal,
}

/// Why a person is left out of an import, until an operator allows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Another person is on record under this subject id. A system that is named is the one on record.
    Conflict(Conflict),
    /// The person was erased at this time.
    Erased(UnixTime),
}

/// Stores the people of an import.
#[async_trait]
pub trait ImportStore: Send + Sync {
    /// Adds or updates people in one transaction: all of them or, on an error, none. Of people who come twice, the last
    /// counts. A known person keeps serial and standing: a revoked person stays revoked. Evidence comes back in an
    /// order of the store's own, without repetitions; the order in which it came does not matter. A person who cannot
    /// be the one on record under that subject id ([`Identity::conflict_with`](crate::model::Identity::conflict_with))
    /// or who was erased is refused, until [`DecisionStore::allow`](super::DecisionStore::allow).
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError>;

    /// The result that [`ImportStore::import`] would give, without changing anything.
    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError>;

    /// Whether names are hashed with the key of this [check](crate::records::NameKey::check); the first key that asks
    /// is it. With `replace` the key replaces another one, and the hashes made with that one are discarded.
    async fn claim_name_key(&self, check: [u8; 16], replace: bool) -> Result<bool, StoreError>;
}
