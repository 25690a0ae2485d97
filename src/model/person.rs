//! A person as the issuer knows them. Names are masked before they come here: the full name is never stored.

use std::fmt;

use haetae_core::{DisplayName, Evidence, UnixTime};

use super::{BirthDate, Identity, NameHash, Reason};

/// A person's number in the issuer's records, below 2^28. Status indices follow from it (wire format, section 6); a
/// reinstated person gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(pub u32);

/// How a partner and the issuer's source name a person: 1 to 64 characters of `A-Z a-z 0-9 . _ : -`
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectId(String);

impl SubjectId {
    /// `None` for anything that is not a subject id.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-'));
        fits.then(|| Self(text.to_owned()))
    }

    /// The id as text. It must not get into a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SubjectId {
    /// Subject ids must not get into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubjectId(..)")
    }
}

/// The data of a person from an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The subject id.
    pub subject: SubjectId,
    /// The masked name; a paper pass carries it, and a phone's pass only if the operator wants so.
    pub name: DisplayName,
    /// The hash of the full name, to compare it with that of the next import; `None` if the source gives none.
    pub name_hash: Option<NameHash>,
    /// The birth date, as far as it is known.
    pub birth_date: BirthDate,
    /// Whether the source says that the person has died: then no pass is issued.
    pub deceased: bool,
    /// The system that the subject id belongs to, if the source names one: two systems may give one id to two
    /// people.
    pub system: Option<String>,
    /// All evidence, in no particular order; a pass carries up to four pieces of it.
    pub evidence: Vec<Evidence>,
}

impl Person {
    /// A person of whom the source says no more than this.
    pub fn new(
        subject: SubjectId,
        name: DisplayName,
        birth_date: impl Into<BirthDate>,
        evidence: Vec<Evidence>,
    ) -> Self {
        let birth_date = birth_date.into();
        Self { subject, name, name_hash: None, birth_date, deceased: false, system: None, evidence }
    }

    /// What distinguishes this person from another one with the same subject id.
    pub fn identity(&self) -> Identity<'_> {
        Identity {
            name: self.name.as_str(),
            name_hash: self.name_hash,
            birth_date: self.birth_date,
            system: self.system.as_deref(),
        }
    }
}

/// A revocation: the person's passes are void.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Since when.
    pub at: UnixTime,
    /// The reason, as the operator entered it.
    pub reason: Option<Reason>,
}

/// The record of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The person's number.
    pub serial: Serial,
    /// Grows by one with every change of `person`.
    pub version: u64,
    /// The data of the last import.
    pub person: Person,
    /// Present while the person's passes are void.
    pub revocation: Option<Revocation>,
}
