//! Who is let in to issuing while there is a waiting room.

use haetae_core::UnixTime;
use tracing::Instrument as _;

use super::request::HolderKey;
use super::service::{IssueService, IssueServiceError};
use crate::attestation::Attestation;
use crate::limits::Priority;
use crate::model::{Record, SubjectId};
use crate::queue::QueueError;
use crate::telemetry::traces::step;

/// What a phone asks for.
pub(super) struct Asked {
    pub(super) keys: Vec<HolderKey>,
    /// Of the keys, as the assertion must have it.
    pub(super) digest: String,
    pub(super) attestation: Option<Attestation>,
    /// What the waiting room says, if that does not count for a renewal.
    pub(super) not_let_in: Option<QueueError>,
}

impl IssueService {
    /// Asks the waiting room. What it says to a phone that leaves today out does not count yet: that may be a renewal.
    pub(super) async fn let_in(
        &self,
        ticket: Option<&str>,
        keys: &str,
        priority: Priority,
    ) -> Result<Option<QueueError>, QueueError> {
        let Some(queue) = &self.queue else { return Ok(None) };
        match queue.admit(ticket, keys).await {
            Ok(()) => Ok(None),
            Err(error) if priority != Priority::First && error.may_be_renewal() => Ok(Some(error)),
            Err(error) => Err(error),
        }
    }

    /// The record of a person who has passes, which is what makes a renewal. Of anybody else, and if there is no such
    /// person, nothing is said but what the waiting room said.
    pub(super) async fn renewing(
        &self,
        subject: &SubjectId,
        refusal: QueueError,
        now: UnixTime,
    ) -> Result<Record, IssueServiceError> {
        let record = self.stores.records.record(subject).instrument(step("record")).await?;
        let Some(record) = record else { return Err(refusal.into()) };
        let has_passes = self.stores.phones.has_passes(record.serial, self.issuer.today(now));
        if has_passes.instrument(step("phones")).await? { Ok(record) } else { Err(refusal.into()) }
    }
}
