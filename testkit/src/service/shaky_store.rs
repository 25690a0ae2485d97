//! A store that fails when a test says so.

mod counting;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use async_trait::async_trait;
use haetae::model::{
    CredentialHash, Operator, OperatorName, Partner, PartnerKey, Person, Proposal, PublishedSet, Reason, Record,
    RevokedSerial, RulesRecord, RulesVersion, Serial, SubjectId, WithdrawnKey,
};
use haetae::store::{
    AcceptedClock, Allowed, BroughtBack, ChangeStore, Changes, ClockStore, Confirmation, Decision, DecisionKind,
    DecisionStore, Doubt, ImportStore, Imported, Lease, MaintenanceStore, NodeStore, OperatorChange, OperatorStore,
    PartnerChange, PartnerStore, PeopleQuery, Publication, PublishedStore, ReconcilingStore, RecordStore,
    RevocationEntry, RevocationQuery, RevocationStore, RulesChange, RulesStore, StandingChange, Store, StoreError,
    WithdrawalChange, WithdrawalStore, Witness,
};
use haetae_core::{CivilDate, Kid, UnixTime};

const WORKS: u8 = 0;
const FAILS: u8 = 1;
const HANGS: u8 = 2;
const PANICS: u8 = 3;

/// A real store, with failures on top.
#[derive(Debug)]
pub struct ShakyStore {
    inner: Arc<dyn Store>,
    mood: AtomicU8,
}

impl ShakyStore {
    /// One that works.
    pub const fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, mood: AtomicU8::new(WORKS) }
    }

    /// Every question is answered from now on.
    pub fn work(&self) {
        self.mood.store(WORKS, Ordering::SeqCst);
    }

    /// Every question fails from now on, with a cause that quotes something that belongs to nobody else.
    pub fn fail(&self) {
        self.mood.store(FAILS, Ordering::SeqCst);
    }

    /// No question is answered from now on.
    pub fn hang(&self) {
        self.mood.store(HANGS, Ordering::SeqCst);
    }

    /// Every question panics from now on.
    pub fn panic(&self) {
        self.mood.store(PANICS, Ordering::SeqCst);
    }

    async fn mood(&self) -> Result<&dyn Store, StoreError> {
        match self.mood.load(Ordering::SeqCst) {
            WORKS => Ok(self.inner.as_ref()),
            FAILS => Err(StoreError::Unavailable("the disk is on fire".into())),
            HANGS => std::future::pending().await,
            _ => panic!("the store panics"),
        }
    }
}

#[async_trait]
impl RecordStore for ShakyStore {
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        self.mood().await?.record(subject).await
    }

    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError> {
        self.mood().await?.find_people(query, limit).await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        self.mood().await?.count().await
    }
}

#[async_trait]
impl ImportStore for ShakyStore {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        self.mood().await?.import(people).await
    }

    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        self.mood().await?.rehearse_import(people).await
    }

    async fn claim_name_key(&self, check: [u8; 16], replace: bool) -> Result<bool, StoreError> {
        self.mood().await?.claim_name_key(check, replace).await
    }
}

#[async_trait]
impl DecisionStore for ShakyStore {
    async fn erase(&self, subject: &SubjectId, decision: &Decision) -> Result<bool, StoreError> {
        self.mood().await?.erase(subject, decision).await
    }

    async fn allow(&self, subject: &SubjectId, decision: &Decision) -> Result<Allowed, StoreError> {
        self.mood().await?.allow(subject, decision).await
    }

    async fn decisions(&self, subject: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError> {
        self.mood().await?.decisions(subject).await
    }
}

#[async_trait]
impl RevocationStore for ShakyStore {
    async fn revoke_all(
        &self,
        subjects: &[SubjectId],
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<Vec<StandingChange>, StoreError> {
        self.mood().await?.revoke_all(subjects, at, reason).await
    }

    async fn reinstate_all(&self, subjects: &[SubjectId]) -> Result<Vec<StandingChange>, StoreError> {
        self.mood().await?.reinstate_all(subjects).await
    }

    async fn reissue_serial(
        &self,
        serial: Serial,
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<StandingChange, StoreError> {
        self.mood().await?.reissue_serial(serial, at, reason).await
    }

    async fn revocations(&self, query: &RevocationQuery, limit: u32) -> Result<Vec<RevocationEntry>, StoreError> {
        self.mood().await?.revocations(query, limit).await
    }

    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError> {
        self.mood().await?.revoked_since(since).await
    }
}

#[async_trait]
impl RulesStore for ShakyStore {
    async fn add_rules(&self, rules: &RulesVersion) -> Result<RulesChange, StoreError> {
        self.mood().await?.add_rules(rules).await
    }

    async fn rules(&self, version: Option<u64>) -> Result<Option<RulesVersion>, StoreError> {
        self.mood().await?.rules(version).await
    }

    async fn rules_history(&self, limit: u32) -> Result<Vec<RulesRecord>, StoreError> {
        self.mood().await?.rules_history(limit).await
    }
}

#[async_trait]
impl WithdrawalStore for ShakyStore {
    async fn withdraw_key(&self, key: &WithdrawnKey) -> Result<WithdrawalChange, StoreError> {
        self.mood().await?.withdraw_key(key).await
    }

    async fn lift_withdrawal(&self, kid: Kid, reason: &Reason, at: UnixTime) -> Result<WithdrawalChange, StoreError> {
        self.mood().await?.lift_withdrawal(kid, reason, at).await
    }

    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError> {
        self.mood().await?.withdrawn_keys().await
    }
}

#[async_trait]
impl PartnerStore for ShakyStore {
    async fn add_partner_key(&self, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError> {
        self.mood().await?.add_partner_key(partner, key).await
    }

    async fn remove_partner_key(&self, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError> {
        self.mood().await?.remove_partner_key(partner, key_id).await
    }

    async fn set_partner_grace(&self, partner: &str, until: Option<UnixTime>) -> Result<PartnerChange, StoreError> {
        self.mood().await?.set_partner_grace(partner, until).await
    }

    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError> {
        self.mood().await?.partner(name).await
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        self.mood().await?.partners().await
    }
}

#[async_trait]
impl PublishedStore for ShakyStore {
    async fn published(&self) -> Result<Option<PublishedSet>, StoreError> {
        self.mood().await?.published().await
    }

    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError> {
        self.mood().await?.publish(set, replaces).await
    }
}

#[async_trait]
impl NodeStore for ShakyStore {
    async fn lease(&self) -> Result<Lease, StoreError> {
        self.mood().await?.lease().await
    }

    async fn pass_lease(&self, holder: Option<&str>, after: u64) -> Result<bool, StoreError> {
        self.mood().await?.pass_lease(holder, after).await
    }

    async fn store_journal_head(&self, node: &str, document: &[u8]) -> Result<(), StoreError> {
        self.mood().await?.store_journal_head(node, document).await
    }

    async fn journal_heads(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.mood().await?.journal_heads().await
    }

    async fn store_journal_checkpoint(&self, node: &str, day: CivilDate, signed: &[u8]) -> Result<(), StoreError> {
        self.mood().await?.store_journal_checkpoint(node, day, signed).await
    }

    async fn journal_checkpoints(&self, from: CivilDate) -> Result<Vec<Vec<u8>>, StoreError> {
        self.mood().await?.journal_checkpoints(from).await
    }
}

#[async_trait]
impl ClockStore for ShakyStore {
    async fn witnesses(&self) -> Result<Vec<Witness>, StoreError> {
        self.mood().await?.witnesses().await
    }

    async fn believe_clock(&self, node: &str, at: UnixTime, forget_before: UnixTime) -> Result<(), StoreError> {
        self.mood().await?.believe_clock(node, at, forget_before).await
    }

    async fn doubt_clock(&self, node: &str, doubt: Doubt) -> Result<(), StoreError> {
        self.mood().await?.doubt_clock(node, doubt).await
    }

    async fn accept_clock(&self, at: UnixTime) -> Result<(), StoreError> {
        self.mood().await?.accept_clock(at).await
    }

    async fn accepted_clock(&self) -> Result<Option<AcceptedClock>, StoreError> {
        self.mood().await?.accepted_clock().await
    }
}

#[async_trait]
impl ChangeStore for ShakyStore {
    async fn changes(&self) -> Result<Changes, StoreError> {
        self.mood().await?.changes().await
    }

    async fn changed(&self) {
        self.inner.changed().await;
    }
}

#[async_trait]
impl MaintenanceStore for ShakyStore {
    async fn damage(&self) -> Result<Vec<String>, StoreError> {
        self.mood().await?.damage().await
    }
}

#[async_trait]
impl ReconcilingStore for ShakyStore {
    async fn installation(&self) -> Result<Option<String>, StoreError> {
        self.mood().await?.installation().await
    }

    async fn name_installation(&self, name: Option<&str>) -> Result<String, StoreError> {
        self.mood().await?.name_installation(name).await
    }

    async fn next_serial(&self) -> Result<u32, StoreError> {
        self.mood().await?.next_serial().await
    }

    async fn lifted_withdrawals(&self) -> Result<Vec<(Kid, UnixTime)>, StoreError> {
        self.mood().await?.lifted_withdrawals().await
    }

    async fn require_reconciling(&self) -> Result<(), StoreError> {
        self.mood().await?.require_reconciling().await
    }

    async fn bring_back(&self, found: &BroughtBack) -> Result<(), StoreError> {
        self.mood().await?.bring_back(found).await
    }
}

#[async_trait]
impl OperatorStore for ShakyStore {
    async fn add_operator(&self, operator: &Operator) -> Result<OperatorChange, StoreError> {
        self.mood().await?.add_operator(operator).await
    }

    async fn exchange_credential(
        &self,
        name: &OperatorName,
        credential: CredentialHash,
    ) -> Result<OperatorChange, StoreError> {
        self.mood().await?.exchange_credential(name, credential).await
    }

    async fn remove_operator(&self, name: &OperatorName, at: UnixTime) -> Result<OperatorChange, StoreError> {
        self.mood().await?.remove_operator(name, at).await
    }

    async fn operators(&self) -> Result<Vec<Operator>, StoreError> {
        self.mood().await?.operators().await
    }

    async fn note_use(&self, name: &OperatorName, day: CivilDate) -> Result<(), StoreError> {
        self.mood().await?.note_use(name, day).await
    }

    async fn propose(&self, proposal: &Proposal) -> Result<(), StoreError> {
        self.mood().await?.propose(proposal).await
    }

    async fn proposals(&self, now: UnixTime) -> Result<Vec<Proposal>, StoreError> {
        self.mood().await?.proposals(now).await
    }

    async fn confirm(
        &self,
        id: &str,
        content: &[u8; 32],
        by: &OperatorName,
        at: UnixTime,
    ) -> Result<Confirmation, StoreError> {
        self.mood().await?.confirm(id, content, by, at).await
    }
}
