use std::fmt;
use std::sync::Arc;

use haetae_core::{PublicKey, UnixTime};

use super::error::IssueError;
use super::issuer::{Issued, Issuer};
use super::request::HolderKey;
use crate::clock::Clock;
use crate::identity::{AssertionError, AssertionVerifier, Requested};
use crate::journal::{Entry, Journal, JournalError, Kind};
use crate::model::{Pass, Record, Serial, SubjectId};
use crate::store::{PartnerStore, RecordStore, StoreError};

/// The partner in the journal for passes issued on the command line: the operator of this node.
const OPERATOR: &str = "operator";

/// Issues passes: the only path from a request to a pass that may be handed out. It checks the assertion, looks the
/// record up, signs, enters what it signed into the journal, and only then answers.
#[derive(Clone)]
pub struct IssueService {
    assertions: AssertionVerifier,
    issuer: Arc<Issuer>,
    partners: Arc<dyn PartnerStore>,
    records: Arc<dyn RecordStore>,
    journal: Option<Arc<Journal>>,
    clock: Arc<dyn Clock>,
}

/// Why a request got no pass.
#[derive(Debug, thiserror::Error)]
pub enum IssueServiceError {
    /// The assertion is not valid.
    #[error(transparent)]
    Assertion(#[from] AssertionError),
    /// There is no record of the subject.
    #[error("there is no record of this subject")]
    UnknownSubject,
    /// The record allows no pass, or signing failed.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// It could not be entered into the journal: the signed passes are not handed out.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The store could not be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Signing was interrupted.
    #[error(transparent)]
    Interrupted(#[from] tokio::task::JoinError),
}

impl IssueService {
    /// Issues passes that `issuer` signs, to people for whom a partner vouches. Without a journal nothing is entered.
    pub fn new(
        assertions: AssertionVerifier,
        issuer: Arc<Issuer>,
        partners: Arc<dyn PartnerStore>,
        records: Arc<dyn RecordStore>,
        journal: Option<Arc<Journal>>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { assertions, issuer, partners, records, journal, clock }
    }

    /// Issues a pass for each holder key of a phone, whose partner sends the assertion. Also returns the time of the
    /// answer.
    ///
    /// # Errors
    ///
    /// [`IssueServiceError`]
    pub async fn to_phone(
        &self,
        assertion: &str,
        keys: Vec<HolderKey>,
    ) -> Result<(Issued, UnixTime), IssueServiceError> {
        let now = self.clock.now();
        let public: Vec<PublicKey> = keys.iter().map(|holder| holder.key).collect();
        let requested = Requested::Passes(&public);
        let asserted = self.assertions.verify(assertion, requested, &*self.partners, now).await?;
        let request = self.issuer.request(keys, now).map_err(IssueError::from)?;
        let record = self.record(&asserted.subject).await?;
        let (issuer, serial) = (Arc::clone(&self.issuer), record.serial);
        // A hardware module may be slow: other requests continue meanwhile.
        let issued = tokio::task::spawn_blocking(move || issuer.issue(&record, &request, now)).await??;
        self.enter(now, asserted.partner, serial, Kind::Phone, &issued.passes).await?;
        Ok((issued, now))
    }

    /// Issues a paper pass to a person for whom a partner vouches.
    ///
    /// # Errors
    ///
    /// [`IssueServiceError`]
    pub async fn on_paper(&self, assertion: &str) -> Result<Pass, IssueServiceError> {
        let now = self.clock.now();
        let asserted = self.assertions.verify(assertion, Requested::Paper, &*self.partners, now).await?;
        let record = self.record(&asserted.subject).await?;
        self.paper(record, asserted.partner, now).await
    }

    /// Issues a paper pass on behalf of the operator.
    ///
    /// # Errors
    ///
    /// [`IssueServiceError`]
    pub async fn on_paper_by_operator(&self, record: Record) -> Result<Pass, IssueServiceError> {
        self.paper(record, OPERATOR.to_owned(), self.clock.now()).await
    }

    /// The record of a subject.
    ///
    /// # Errors
    ///
    /// [`IssueServiceError::UnknownSubject`], or if the store cannot be asked.
    pub async fn record(&self, subject: &SubjectId) -> Result<Record, IssueServiceError> {
        self.records.record(subject).await?.ok_or(IssueServiceError::UnknownSubject)
    }

    async fn paper(&self, record: Record, partner: String, now: UnixTime) -> Result<Pass, IssueServiceError> {
        let (issuer, serial) = (Arc::clone(&self.issuer), record.serial);
        let pass = tokio::task::spawn_blocking(move || issuer.issue_paper(&record, now)).await??;
        self.enter(now, partner, serial, Kind::Paper, std::slice::from_ref(&pass)).await?;
        Ok(pass)
    }

    /// The entry is on the disk when this returns.
    async fn enter(
        &self,
        now: UnixTime,
        partner: String,
        serial: Serial,
        kind: Kind,
        passes: &[Pass],
    ) -> Result<(), JournalError> {
        match &self.journal {
            Some(journal) => journal.enter(Entry::of(now, partner, serial, kind, passes)).await,
            None => Ok(()),
        }
    }
}

impl fmt::Debug for IssueService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssueService").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}
