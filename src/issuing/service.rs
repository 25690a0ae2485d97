use std::fmt;
use std::sync::Arc;

use haetae_core::{PublicKey, UnixTime};
use haetae_keys::PassKind;
use tracing::Instrument as _;

use super::eligibility::{EligibilityGate, NotEligible};
use super::error::IssueError;
use super::grace::GraceGiver;
use super::issuer::{Issued, Issuer};
use super::paper_use::UseOnPaper;
use super::queueing::Asked;
use super::request::{HolderKey, PassRequest};
use crate::attestation::{Attestation, AttestationError, AttestationVerifier, AttestedRequest};
use crate::clock::Clock;
use crate::identity::{Asserted, AssertionError, AssertionVerifier, Requested, SignedAssertion};
use crate::journal::{Entry, Journal, JournalError, Kind};
use crate::limits::sign_ins::SignIn;
use crate::limits::{Admitted, Limits, NotAdmitted, Priority};
use crate::model::{Pass, Record, Serial, SubjectId};
use crate::queue::{QueueError, WaitingRoom};
use crate::store::{PaperStore, PartnerStore, PhoneCount, PhoneRequest, PhoneStore, RecordStore, StoreError};
use crate::telemetry::traces::step;

/// The partner in the journal for passes issued on the command line: the operator of this node.
const OPERATOR: &str = "operator";

/// Issues passes: the only path from a request to a pass that may be handed out. It refuses who is not let in yet and
/// what there is no room for, checks the assertion, counts the request to the partner's key, looks the record up,
/// signs, counts the phone or binds the assertion to the paper pass, enters what it signed into the journal, and only
/// then answers.
#[derive(Clone)]
pub struct IssueService {
    assertions: AssertionVerifier,
    attestations: Arc<AttestationVerifier>,
    pub(super) queue: Option<Arc<WaitingRoom>>,
    pub(super) eligibility: Option<Arc<EligibilityGate>>,
    pub(super) issuer: Arc<Issuer>,
    pub(super) stores: IssuingStores,
    pub(super) limits: Arc<Limits>,
    graces: Arc<GraceGiver>,
    journal: Option<Arc<Journal>>,
    pub(super) clock: Arc<dyn Clock>,
}

/// What issuing reads and counts in the store.
#[derive(Clone)]
pub struct IssuingStores {
    /// The partners.
    pub partners: Arc<dyn PartnerStore>,
    /// The people.
    pub records: Arc<dyn RecordStore>,
    /// Their phones.
    pub phones: Arc<dyn PhoneStore>,
    /// The assertions for paper that were used.
    pub paper: Arc<dyn PaperStore>,
}

/// Passes for a partner, at the time of the answer.
#[derive(Clone, Debug)]
pub struct Answer<T> {
    /// The passes.
    pub issued: T,
    /// The partner.
    pub partner: String,
    /// The time.
    pub time: UnixTime,
}

/// A request that got no pass.
#[derive(Debug)]
pub struct Refusal {
    /// The partner, if it has signed the assertion.
    pub partner: Option<String>,
    /// Why.
    pub error: IssueServiceError,
}

/// Why a request got no pass.
#[derive(Debug, thiserror::Error)]
pub enum IssueServiceError {
    /// There is a waiting room, and it has not let this request in.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The assertion is not valid.
    #[error(transparent)]
    Assertion(#[from] AssertionError),
    /// The partner's key, or somebody with its assertion, asks too often, or the node has no room for the request.
    #[error(transparent)]
    Limit(#[from] NotAdmitted),
    /// The partner's phones must prove more about the holder keys.
    #[error(transparent)]
    Attestation(#[from] AttestationError),
    /// There is no record of the subject.
    #[error("there is no record of this subject")]
    UnknownSubject,
    /// The person is not eligible for this kind of pass, or nobody can say.
    #[error(transparent)]
    Eligibility(#[from] NotEligible),
    /// The record allows no pass, or signing failed.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The person has passes for one of these days on as many phones as are allowed without another sign-in.
    #[error(
        "there are passes for one of these days on {phones} other phones; for another one the citizen must sign in to the \
         partner again, and the assertion's auth_time must be at most {within} seconds ago and not used for another phone"
    )]
    FreshSignInNeeded {
        /// On how many phones a person has passes for one day without another sign-in.
        phones: u32,
        /// How many seconds ago the sign-in may be.
        within: u64,
    },
    /// The assertion for paper was used for another person, or another pass would be made now.
    #[error("the assertion was used for another pass: make a new one, with a jti of its own")]
    AssertionUsed,
    /// The record has changed twice while passes were made by it: the signed passes are not handed out.
    #[error("the record changed while passes were made by it: ask again")]
    RecordChanged,
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
    /// Issues passes that `issuer` signs, to people for whom a partner vouches. Without a journal nothing is entered,
    /// and no attestation is looked at.
    pub fn new(
        assertions: AssertionVerifier,
        issuer: Arc<Issuer>,
        stores: IssuingStores,
        limits: Arc<Limits>,
        journal: Option<Arc<Journal>>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let attestations = Arc::default();
        let graces = GraceGiver::new(Arc::clone(&stores.partners), journal.clone(), Arc::clone(&clock));
        let (queue, eligibility) = (None, None);
        Self { assertions, attestations, queue, eligibility, issuer, stores, limits, graces, journal, clock }
    }

    /// The same, which verifies attestations of holder keys.
    #[must_use]
    pub fn with_attestations(self, attestations: Arc<AttestationVerifier>) -> Self {
        Self { attestations, ..self }
    }

    /// The same, behind a waiting room.
    #[must_use]
    pub fn with_queue(self, queue: Arc<WaitingRoom>) -> Self {
        Self { queue: Some(queue), ..self }
    }

    /// Issues a pass for each holder key of a phone, whose partner sends the assertion.
    ///
    /// # Errors
    ///
    /// [`Refusal`]
    pub async fn to_phone(
        &self,
        assertion: &str,
        keys: Vec<HolderKey>,
        attestation: Option<Attestation>,
        ticket: Option<&str>,
    ) -> Result<Answer<Issued>, Refusal> {
        let today = self.issuer.today(self.clock.now());
        let priority = Priority::of_days(keys.iter().map(|holder| holder.day), today);
        // First of all: whoever is not let in yet costs no look-up, and learns nothing about anybody.
        let digest = HolderKey::digest(&keys);
        let not_let_in = self.let_in(ticket, &digest, priority).await;
        let not_let_in = not_let_in.map_err(|error| Refusal { partner: None, error: error.into() })?;
        let signed = self.signed(assertion, priority).await?;
        let answer = self.phone(assertion, &signed, priority, Asked { keys, digest, attestation, not_let_in }).await;
        answer.map_err(|error| Refusal { partner: Some(signed.partner().to_owned()), error })
    }

    /// Issues a paper pass to a person for whom a partner vouches.
    ///
    /// # Errors
    ///
    /// [`Refusal`]
    pub async fn on_paper(&self, assertion: &str) -> Result<Answer<Pass>, Refusal> {
        let signed = self.signed(assertion, Priority::First).await?;
        let answer = self.paper(assertion, &signed).await;
        answer.map_err(|error| Refusal { partner: Some(signed.partner().to_owned()), error })
    }

    /// Issues a paper pass on behalf of the operator.
    ///
    /// # Errors
    ///
    /// [`IssueServiceError`]
    pub async fn on_paper_by_operator(&self, record: Record) -> Result<Pass, IssueServiceError> {
        let (now, serial) = (self.clock.now(), record.serial);
        let pass = self.sign_paper(record, now).await?;
        let entry = Entry::of(now, OPERATOR, serial, Kind::Paper, std::slice::from_ref(&pass));
        self.enter(entry).await?;
        Ok(pass)
    }

    /// The record of a subject.
    ///
    /// # Errors
    ///
    /// [`IssueServiceError::UnknownSubject`], or if the store cannot be asked.
    pub async fn record(&self, subject: &SubjectId) -> Result<Record, IssueServiceError> {
        self.stores.records.record(subject).instrument(step("record")).await?.ok_or(IssueServiceError::UnknownSubject)
    }

    /// Finds the partner that has signed the assertion, if there is room for a request of this priority: otherwise
    /// nothing at all is looked up.
    async fn signed(&self, assertion: &str, priority: Priority) -> Result<SignedAssertion, Refusal> {
        let unknown = |error| Refusal { partner: None, error };
        self.limits.require_room(assertion, priority).await.map_err(|full| unknown(full.into()))?;
        let signed = self.assertions.signed(assertion, &*self.stores.partners).instrument(step("partner")).await;
        signed.map_err(|error| unknown(error.into()))
    }

    /// Checks the assertion's claims and counts the request to the partner's key. Before this, nothing about the person
    /// is looked up: whoever has no valid assertion must not learn who is on record. The request counts as in progress
    /// until what comes beside the claims is dropped.
    async fn admit(
        &self,
        assertion: &str,
        signed: &SignedAssertion,
        requested: Requested<'_>,
        priority: Priority,
        now: UnixTime,
    ) -> Result<(Asserted, Admitted), IssueServiceError> {
        let verified = self.assertions.verify(signed, requested, now);
        self.note_sign_in(signed, &verified, now).await;
        let asserted = verified?;
        let admit = self.limits.admit(&asserted.partner, &asserted.key, assertion, priority);
        let admitted = admit.instrument(step("limits")).await?;
        Ok((asserted, admitted))
    }

    /// Counts a sign-in that is too old, or is not. If most of the partner's are, it gets a grace: it counts from the
    /// next request on.
    async fn note_sign_in(&self, signed: &SignedAssertion, verified: &Result<Asserted, AssertionError>, now: UnixTime) {
        let sign_in = match verified {
            Ok(asserted) if asserted.on_grace => SignIn::OnGrace,
            Ok(_) => SignIn::Good,
            Err(AssertionError::SignInTooOld(_)) => SignIn::TooOld,
            Err(_) => return,
        };
        let (Some(subject), grace) = (signed.subject(), self.assertions.grace(signed)) else { return };
        let ends = grace.map(|grace| grace.ends());
        let Some(cliff) = self.limits.note_sign_in(signed.partner(), &subject, sign_in, ends) else { return };
        if !grace.is_some_and(|grace| grace.is_given(now)) {
            self.graces.begin(signed.partner(), cliff, self.limits.settings().grace_days).await;
        }
    }

    async fn phone(
        &self,
        assertion: &str,
        signed: &SignedAssertion,
        priority: Priority,
        Asked { keys, digest, attestation, not_let_in }: Asked,
    ) -> Result<Answer<Issued>, IssueServiceError> {
        let now = self.clock.now();
        let (asserted, admitted) = self.admit(assertion, signed, Requested::Passes(&digest), priority, now).await?;
        let public = keys.iter().map(|holder| holder.key).collect();
        self.require_attestation(&asserted, public, attestation, now).await?;
        let request = self.issuer.request(keys, now).map_err(IssueError::from)?;
        let record = match not_let_in {
            None => self.record(&asserted.subject).await?,
            Some(refusal) => self.renewing(&asserted.subject, refusal, now).await?,
        };
        let (serial, issued) = match self.issue_and_count(&asserted, record, &request, now).await? {
            Some(counted) => counted,
            None => {
                let record = self.stores.records.present_record(&asserted.subject).instrument(step("record")).await?;
                let record = record.ok_or(IssueServiceError::UnknownSubject)?;
                let counted = self.issue_and_count(&asserted, record, &request, now).await?;
                counted.ok_or(IssueServiceError::RecordChanged)?
            }
        };
        let entry = Entry::of(now, &*asserted.partner, serial, Kind::Phone, &issued.passes);
        self.enter(entry.with_key(Some(asserted.key))).await?;
        admitted.answered();
        Ok(Answer { issued, partner: asserted.partner, time: now })
    }

    /// Verifies what was sent, if anything was, beside the tasks that answer: 28 chains take some milliseconds.
    async fn require_attestation(
        &self,
        asserted: &Asserted,
        keys: Vec<PublicKey>,
        attestation: Option<Attestation>,
        now: UnixTime,
    ) -> Result<(), IssueServiceError> {
        let (verifier, asserted) = (Arc::clone(&self.attestations), asserted.clone());
        let is_sent = attestation.is_some();
        let verify = move || {
            let request = AttestedRequest {
                partner: &asserted.partner,
                keys: &keys,
                challenge: asserted.attestation_challenge.as_deref(),
                attestation: attestation.as_ref(),
            };
            verifier.verify(&request, now)
        };
        let verified = if is_sent { tokio::task::spawn_blocking(verify).await? } else { verify() };
        Ok(verified?)
    }

    /// Makes the passes and counts the phone to the person's serial. `None` if nobody has that serial any more: the
    /// record was read before it changed.
    async fn issue_and_count(
        &self,
        asserted: &Asserted,
        record: Record,
        request: &PassRequest,
        now: UnixTime,
    ) -> Result<Option<(Serial, Issued)>, IssueServiceError> {
        self.require_eligible(&record, PassKind::Phone, now).await?;
        let (issuer, serial, request) = (Arc::clone(&self.issuer), record.serial, request.clone());
        let (is_enough, is_prompt) = (self.is_enough(), issuer.is_prompt());
        let issue = move || issuer.issue_until(&record, &request, now, is_enough);
        let sign = async {
            // A hardware module may be slow: other requests continue meanwhile. Where signatures are only calculated,
            // another thread would be one more that wants the processors of those who refuse what there is no room for.
            let issued = if is_prompt { issue() } else { tokio::task::spawn_blocking(issue).await? };
            issued.map_err(IssueServiceError::from)
        };
        let issued = sign.instrument(step("sign")).await?;
        let settings = self.limits.settings();
        let (limit, within) = (settings.phones_per_day, settings.fresh_sign_in);
        if limit == 0 {
            return Ok(Some((serial, issued)));
        }
        let key = |pass: &Pass| Some((pass.day, pass.holder?));
        let keys = issued.passes.iter().filter_map(key).collect();
        let (today, signed_in) = (self.issuer.today(now), asserted.signed_in);
        let is_fresh = signed_in.saturating_add(within) >= now;
        let request = PhoneRequest { serial, keys, today, limit, signed_in, is_fresh };
        match self.stores.phones.count_phones(&request).instrument(step("phones")).await? {
            PhoneCount::Within => Ok(Some((serial, issued))),
            PhoneCount::SignInNeeded => Err(IssueServiceError::FreshSignInNeeded { phones: limit, within }),
            PhoneCount::SerialGone => Ok(None),
        }
    }

    async fn paper(&self, assertion: &str, signed: &SignedAssertion) -> Result<Answer<Pass>, IssueServiceError> {
        let now = self.clock.now();
        let requested = Requested::Paper;
        let (asserted, admitted) = self.admit(assertion, signed, requested, Priority::First, now).await?;
        let record = self.record(&asserted.subject).await?;
        let serial = record.serial;
        let pass = match UseOnPaper::of(&asserted) {
            Some(used) => used.bind(&*self.stores.paper, now, |at| self.sign_paper(record.clone(), at)).await?,
            None => self.sign_paper(record, now).await?,
        };
        let entry = Entry::of(now, &*asserted.partner, serial, Kind::Paper, std::slice::from_ref(&pass));
        self.enter(entry.with_key(Some(asserted.key))).await?;
        admitted.answered();
        Ok(Answer { issued: pass, partner: asserted.partner, time: now })
    }

    async fn sign_paper(&self, record: Record, at: UnixTime) -> Result<Pass, IssueServiceError> {
        self.require_eligible(&record, PassKind::Paper, at).await?;
        let issuer = Arc::clone(&self.issuer);
        let issue = tokio::task::spawn_blocking(move || issuer.issue_paper(&record, at));
        Ok(issue.instrument(step("sign")).await??)
    }

    /// The entry is on the disk when this returns.
    async fn enter(&self, entry: Entry) -> Result<(), JournalError> {
        match &self.journal {
            Some(journal) => journal.enter(entry).instrument(step("journal")).await,
            None => Ok(()),
        }
    }
}

impl fmt::Debug for IssueService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssueService").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}
