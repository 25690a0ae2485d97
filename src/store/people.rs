use haetae_core::UnixTime;

use super::SubjectId;
use crate::records::{Conflict, Serial};

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

/// Which people to list, by subject id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleQuery {
    /// What the subject id begins with.
    pub prefix: String,
    /// What the subject id or the masked name holds.
    pub words: String,
    /// The subject id that the list begins after.
    pub after: Option<SubjectId>,
    /// Whether they are revoked; `None` for both.
    pub revoked: Option<bool>,
}

/// Which revocations to list, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationQuery {
    /// Whose; `None` for all.
    pub subject: Option<SubjectId>,
    /// From when on; `None` from the first.
    pub since: Option<UnixTime>,
    /// The number that the list begins after.
    pub after: u64,
}

/// A revocation as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationEntry {
    /// Counts the revocations, from 1.
    pub number: u64,
    /// The serial whose passes are void.
    pub serial: Serial,
    /// Whose serial it was; `None` where that person was erased.
    pub subject: Option<SubjectId>,
    /// Since when.
    pub at: UnixTime,
    /// Why, in the operator's words.
    pub reason: Option<String>,
    /// Whether the person is revoked still: not if they were given another serial since.
    pub in_force: bool,
}

/// Who decides, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: UnixTime,
    /// The operator's name.
    pub by: String,
    /// Why, in the operator's words.
    pub reason: String,
}

/// What operators decide about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionKind {
    /// The record was erased, and does not come back with an import.
    Erased,
    /// The next import may bring the person back, or give them another name and birth date.
    Allowed,
}

/// What [`Store::allow`](super::Store::allow) allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// That an import brings back who was erased.
    Return,
    /// That an import gives a person on record another name, birth date or system.
    Change,
    /// Nothing: there is no such person, and there was none who was erased.
    Nothing,
}
