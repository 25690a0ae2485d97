use async_trait::async_trait;
use haetae_core::UnixTime;

use super::StoreError;
use crate::model::{Reason, RevokedSerial, Serial, SubjectId};

/// The result of a revocation or a reinstatement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingChange {
    /// The person's standing changed.
    Done,
    /// The person had that standing already; nothing changed.
    Already,
    /// There is no record of that subject.
    Unknown,
}

/// Which revocations to list, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevocationQuery {
    /// The person; `None` for all.
    pub subject: Option<SubjectId>,
    /// The earliest time; `None` for all.
    pub since: Option<UnixTime>,
    /// The number that the list begins after.
    pub after: u64,
}

/// A revocation on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationEntry {
    /// Counts the revocations, from 1.
    pub number: u64,
    /// The serial whose passes are void.
    pub serial: Serial,
    /// Whose serial it was; `None` if that person was erased.
    pub subject: Option<SubjectId>,
    /// Since when.
    pub at: UnixTime,
    /// The reason, as the operator entered it.
    pub reason: Option<Reason>,
    /// Whether the person is revoked still: not if they were given another serial since.
    pub in_force: bool,
}

/// Voids people's passes, and lets them have new ones.
#[async_trait]
pub trait RevocationStore: Send + Sync {
    /// Voids the passes of people, in one transaction. Returns the result for each, in their order.
    async fn revoke_all(
        &self,
        subjects: &[SubjectId],
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<Vec<StandingChange>, StoreError>;

    /// Gives revoked people new serials, in one transaction. Returns the result for each, in their order. The old
    /// serials stay revoked.
    async fn reinstate_all(&self, subjects: &[SubjectId]) -> Result<Vec<StandingChange>, StoreError>;

    /// Voids a person's passes.
    async fn revoke(
        &self,
        subject: &SubjectId,
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<StandingChange, StoreError> {
        let changes = self.revoke_all(std::slice::from_ref(subject), at, reason).await?;
        Ok(changes.first().copied().unwrap_or(StandingChange::Unknown))
    }

    /// Gives a revoked person a new serial. The old one stays revoked.
    async fn reinstate(&self, subject: &SubjectId) -> Result<StandingChange, StoreError> {
        let changes = self.reinstate_all(std::slice::from_ref(subject)).await?;
        Ok(changes.first().copied().unwrap_or(StandingChange::Unknown))
    }

    /// Reissues a serial: the person who has it gets another one, so that all passes made until now are void and new
    /// ones can be fetched. [`StandingChange::Already`] if the serial is revoked, [`StandingChange::Unknown`] if no one
    /// has it.
    async fn reissue_serial(
        &self,
        serial: Serial,
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<StandingChange, StoreError>;

    /// The first `limit` revocations that a query asks for.
    async fn revocations(&self, query: &RevocationQuery, limit: u32) -> Result<Vec<RevocationEntry>, StoreError>;

    /// Every serial revoked at or after `since`, in ascending order of serials.
    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError>;
}
