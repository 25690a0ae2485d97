//! What the service keeps. One trait; a contract test that every store must pass; backends are plugged in by `main`.

#[cfg(test)]
mod contract;
mod sqlite;

use async_trait::async_trait;
use haetae_core::UnixTime;

use crate::identity::{Partner, PartnerKey};
use crate::publishing::PublishedSet;
use crate::records::{Person, Record, Serial, SubjectId};

pub use sqlite::SqliteStore;

/// Why a store did not do what was asked. Nothing of the request has been kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is full, or refuses: a later try may succeed.
    #[error("the store is not available: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database was written by another version of this program.
    #[error("the database has a schema that this program does not know: {0}")]
    UnknownSchema(String),
    /// What is stored cannot be read back: the database is damaged.
    #[error("the store holds something that cannot be read: {0}")]
    Damaged(String),
    /// All serial numbers of the configured size are used up.
    #[error("all {0} serial numbers are used up")]
    NoSerialLeft(u64),
    /// The configured size of serial numbers cannot be used with this store.
    #[error("serial_bits is {configured}, but {reason}")]
    SerialBits {
        /// The size asked for, in bits.
        configured: u8,
        /// What it must be, and why.
        reason: String,
    },
}

/// What became of the people of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New in the records.
    pub added: u64,
    /// Known, with something changed: the record has a new version.
    pub changed: u64,
    /// Known, nothing changed.
    pub unchanged: u64,
}

/// What became of a revocation or a reinstatement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingChange {
    /// The person's standing changed.
    Done,
    /// The person had that standing already; nothing changed.
    Already,
    /// There is no record of that subject.
    Unknown,
}

/// A serial whose passes are void, and since when. It stays so for good: a reinstated person has a new serial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RevokedSerial {
    /// The serial.
    pub serial: Serial,
    /// Since when.
    pub at: UnixTime,
}

/// What became of a new partner key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerChange {
    /// Stored.
    Done,
    /// The partner has that key already; its uses are now those given.
    Already,
    /// The partner has another key of that id, or that key under another id; nothing changed.
    Conflict,
    /// The partner has two live keys; one must be removed first.
    TooManyKeys,
    /// There is no such partner or key.
    Unknown,
}

/// What became of an attempt to publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// The set is the published one now.
    Done,
    /// Somebody else published since: look again.
    Overtaken,
}

/// Records, revocations, partners and the published set. Whatever returns `Ok` has been written to disk.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Adds or updates people in one transaction: all of them or, on an error, none. Of people who come twice, the last counts.
    /// A known person keeps serial and standing: who is revoked stays revoked. Evidence comes back in an order of the
    /// store's own, without repetitions; the order in which it came makes no change.
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError>;

    /// The record of a subject.
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError>;

    /// The first `limit` people, by subject id, whose subject id begins with `prefix` and whose subject id or masked name
    /// holds `words`.
    async fn find_people(&self, prefix: &str, words: &str, limit: u32) -> Result<Vec<Person>, StoreError>;

    /// The number of people on record.
    async fn count(&self) -> Result<u64, StoreError>;

    /// Voids a person's passes.
    async fn revoke(
        &self,
        subject: &SubjectId,
        at: UnixTime,
        reason: Option<&str>,
    ) -> Result<StandingChange, StoreError>;

    /// Gives a revoked person a new serial. The old one stays revoked.
    async fn reinstate(&self, subject: &SubjectId) -> Result<StandingChange, StoreError>;

    /// Every serial revoked at or after `since`, in ascending order of serials.
    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError>;

    /// A number that changes whenever a serial is revoked; cheap to ask.
    async fn revocation_count(&self) -> Result<u64, StoreError>;

    /// Registers a partner's key, and the partner if it is new. A partner has at most two live keys.
    async fn add_partner_key(&self, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError>;

    /// Takes a key from a partner, and with its last key the partner.
    async fn remove_partner_key(&self, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError>;

    /// Until when the age of a partner's sign-ins is not looked at, because its identity provider is down; `None` ends it.
    async fn set_partner_grace(&self, partner: &str, until: Option<UnixTime>) -> Result<PartnerChange, StoreError>;

    /// One partner.
    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError>;

    /// All partners, by name.
    async fn partners(&self) -> Result<Vec<Partner>, StoreError>;

    /// What was published last.
    async fn published(&self) -> Result<Option<PublishedSet>, StoreError>;

    /// Publishes `set` if the set published last has the version `replaces` (`None`: if there is none).
    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError>;
}
