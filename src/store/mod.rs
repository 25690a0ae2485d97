//! What the service keeps. One trait; a contract test that every store must pass; backends are plugged in by `main`.

#[cfg(test)]
mod contract;
mod people;
mod sqlite;
mod withdrawal;

use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};

use crate::identity::{Partner, PartnerKey};
use crate::publishing::PublishedSet;
use crate::records::{Person, Record, Serial, SubjectId};

pub use people::{
    Allowed, Decision, DecisionKind, Imported, PeopleQuery, Refusal, Refused, RevocationEntry, RevocationQuery,
};
pub use sqlite::SqliteStore;
pub use withdrawal::{WithdrawalChange, WithdrawnKey};

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

/// Whose turn it is to publish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DutyTurn {
    /// The name of the node; `None` where nobody has taken the duty, or its holder gave it up.
    pub holder: Option<String>,
    /// Grows by one with each change and each sign of life of the holder. It tells one turn from the next without a clock.
    pub beat: u64,
}

/// Records, revocations, withdrawn keys, partners and the published set. Whatever returns `Ok` has been written to disk.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug {
    /// Adds or updates people in one transaction: all of them or, on an error, none. Of people who come twice, the last counts.
    /// A known person keeps serial and standing: who is revoked stays revoked. Evidence comes back in an order of the
    /// store's own, without repetitions; the order in which it came makes no change. Who cannot be the person on record under
    /// that subject id ([`Identity::conflict_with`](crate::records::Identity::conflict_with)) and who was erased is refused,
    /// until [`Store::allow`].
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError>;

    /// What [`Store::import`] would answer. It changes nothing.
    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError>;

    /// The record of a subject.
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError>;

    /// The first `limit` records that a query asks for, by subject id.
    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError>;

    /// The number of people on record.
    async fn count(&self) -> Result<u64, StoreError>;

    /// Voids the passes of people, in one transaction: what became of each, in their order.
    async fn revoke_all(
        &self,
        subjects: &[SubjectId],
        at: UnixTime,
        reason: Option<&str>,
    ) -> Result<Vec<StandingChange>, StoreError>;

    /// Gives revoked people new serials, in one transaction: what became of each, in their order. The old ones stay revoked.
    async fn reinstate_all(&self, subjects: &[SubjectId]) -> Result<Vec<StandingChange>, StoreError>;

    /// Voids a person's passes.
    async fn revoke(
        &self,
        subject: &SubjectId,
        at: UnixTime,
        reason: Option<&str>,
    ) -> Result<StandingChange, StoreError> {
        let changes = self.revoke_all(std::slice::from_ref(subject), at, reason).await?;
        Ok(changes.first().copied().unwrap_or(StandingChange::Unknown))
    }

    /// Gives a revoked person a new serial. The old one stays revoked.
    async fn reinstate(&self, subject: &SubjectId) -> Result<StandingChange, StoreError> {
        let changes = self.reinstate_all(std::slice::from_ref(subject)).await?;
        Ok(changes.first().copied().unwrap_or(StandingChange::Unknown))
    }

    /// Voids a person's passes and forgets the person, who stays out of imports from then on. What is left is the serial,
    /// which nobody gets again, and the decision. Returns whether there was such a person.
    async fn erase(&self, subject: &SubjectId, decision: &Decision) -> Result<bool, StoreError>;

    /// Lets the next import bring back who was erased, or give who is on record another name, birth date or system.
    async fn allow(&self, subject: &SubjectId, decision: &Decision) -> Result<Allowed, StoreError>;

    /// What was decided about a person, on record or erased, in its order.
    async fn decisions(&self, subject: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError>;

    /// The first `limit` revocations that a query asks for.
    async fn revocations(&self, query: &RevocationQuery, limit: u32) -> Result<Vec<RevocationEntry>, StoreError>;

    /// Whether names are hashed with the key of this [check](crate::records::NameKey::check); the first key that asks is it.
    /// With `replace` the key takes the place of another, and the hashes made with that are forgotten.
    async fn claim_name_key(&self, check: [u8; 16], replace: bool) -> Result<bool, StoreError>;

    /// Gives whoever has this serial another one, so that all passes made until now are void and new ones can be fetched.
    /// [`StandingChange::Already`] where the serial is revoked, [`StandingChange::Unknown`] where nobody has it.
    async fn renumber(&self, serial: Serial, at: UnixTime, reason: Option<&str>) -> Result<StandingChange, StoreError>;

    /// Every serial revoked at or after `since`, in ascending order of serials.
    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError>;

    /// A number that changes whenever a serial is revoked; cheap to ask.
    async fn revocation_count(&self) -> Result<u64, StoreError>;

    /// Withdraws a signing key. Of a key that is withdrawn already, another `refused_from` takes the place of the one before.
    async fn withdraw_key(&self, key: &WithdrawnKey) -> Result<WithdrawalChange, StoreError>;

    /// Ends a withdrawal, because the key was nobody else's after all.
    async fn lift_withdrawal(&self, kid: Kid, reason: &str, at: UnixTime) -> Result<WithdrawalChange, StoreError>;

    /// Every key that is withdrawn, by kid.
    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError>;

    /// A number that changes whenever a key is withdrawn or a withdrawal is changed or lifted; cheap to ask.
    async fn withdrawal_count(&self) -> Result<u64, StoreError>;

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

    /// The version of what was published last; cheap to ask.
    async fn published_version(&self) -> Result<Option<u64>, StoreError>;

    /// Publishes `set` if the set published last has the version `replaces` (`None`: if there is none).
    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError>;

    /// Whose turn it is to publish.
    async fn duty(&self) -> Result<DutyTurn, StoreError>;

    /// Gives the duty to `holder` (`None`: to nobody) with the next beat, if the present turn's beat is still `after`. Returns
    /// whether it was. Nothing about publishing is safe or unsafe by it: [`Store::publish`] sees to that.
    async fn pass_duty(&self, holder: Option<&str>, after: u64) -> Result<bool, StoreError>;

    /// What is damaged, in the words of the database; nothing where it is sound. It reads everything, so it takes a while.
    async fn damage(&self) -> Result<Vec<String>, StoreError>;

    /// Keeps the end of a node's journal, so that the node that publishes can pin it.
    async fn tell_journal_head(&self, node: &str, document: &[u8]) -> Result<(), StoreError>;

    /// The ends of journals that nodes told last, by node.
    async fn journal_heads(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError>;
}
