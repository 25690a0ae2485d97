//! A store that fails when a test says so, and counts what it is asked.

mod counting;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use haetae::model::{
    CredentialHash, EligibilityVersion, Operator, OperatorName, Partner, PartnerKey, Person, Proposal, PublishedSet,
    Reason, Record, RevokedSerial, RulesRecord, RulesVersion, Serial, SubjectId, WithdrawnKey,
};
use haetae::store::{
    AcceptedClock, Allowed, BroughtBack, ChangeStore, Changes, ClockStore, Confirmation, Decision, DecisionKind,
    DecisionStore, Doubt, EligibilityChange, EligibilityStore, ImportStore, Imported, Lease, MaintenanceStore,
    NodeStore, OperatorChange, OperatorStore, PartnerChange, PartnerStore, PeopleQuery, Publication, PublishedStore,
    ReconcilingStore, RecordStore, RevocationEntry, RevocationQuery, RevocationStore, RulesChange, RulesStore,
    StandingChange, Store, StoreError, WithdrawalChange, WithdrawalStore, Witnesses,
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
    questions: Mutex<BTreeMap<&'static str, u64>>,
}

impl ShakyStore {
    /// One that works.
    pub const fn new(inner: Arc<dyn Store>) -> Self {
        Self { inner, mood: AtomicU8::new(WORKS), questions: Mutex::new(BTreeMap::new()) }
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

    /// How often each method was called since this was last asked.
    pub fn questions(&self) -> BTreeMap<&'static str, u64> {
        std::mem::take(&mut *self.questions.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn asked(&self, method: &'static str) -> Result<&dyn Store, StoreError> {
        *self.questions.lock().unwrap_or_else(PoisonError::into_inner).entry(method).or_default() += 1;
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
        self.asked("record").await?.record(subject).await
    }

    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError> {
        self.asked("find_people").await?.find_people(query, limit).await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        self.asked("count").await?.count().await
    }
}

#[async_trait]
impl ImportStore for ShakyStore {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        self.asked("import").await?.import(people).await
    }

    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        self.asked("rehearse_import").await?.rehearse_import(people).await
    }

    async fn claim_name_key(&self, check: [u8; 16], replace: bool) -> Result<bool, StoreError> {
        self.asked("claim_name_key").await?.claim_name_key(check, replace).await
    }
}

#[async_trait]
impl DecisionStore for ShakyStore {
    async fn erase(&self, subject: &SubjectId, decision: &Decision) -> Result<bool, StoreError> {
        self.asked("erase").await?.erase(subject, decision).await
    }

    async fn allow(&self, subject: &SubjectId, decision: &Decision) -> Result<Allowed, StoreError> {
        self.asked("allow").await?.allow(subject, decision).await
    }

    async fn decisions(&self, subject: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError> {
        self.asked("decisions").await?.decisions(subject).await
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
        self.asked("revoke_all").await?.revoke_all(subjects, at, reason).await
    }

    async fn reinstate_all(&self, subjects: &[SubjectId]) -> Result<Vec<StandingChange>, StoreError> {
        self.asked("reinstate_all").await?.reinstate_all(subjects).await
    }

    async fn reissue_serial(
        &self,
        serial: Serial,
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<StandingChange, StoreError> {
        self.asked("reissue_serial").await?.reissue_serial(serial, at, reason).await
    }

    async fn revocations(&self, query: &RevocationQuery, limit: u32) -> Result<Vec<RevocationEntry>, StoreError> {
        self.asked("revocations").await?.revocations(query, limit).await
    }

    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError> {
        self.asked("revoked_since").await?.revoked_since(since).await
    }
}

#[async_trait]
impl EligibilityStore for ShakyStore {
    async fn add_eligibility(&self, version: &EligibilityVersion) -> Result<EligibilityChange, StoreError> {
        self.asked("add_eligibility").await?.add_eligibility(version).await
    }

    async fn eligibility_after(&self, version: u64) -> Result<Vec<EligibilityVersion>, StoreError> {
        self.asked("eligibility_after").await?.eligibility_after(version).await
    }
}

#[async_trait]
impl RulesStore for ShakyStore {
    async fn add_rules(&self, rules: &RulesVersion) -> Result<RulesChange, StoreError> {
        self.asked("add_rules").await?.add_rules(rules).await
    }

    async fn rules(&self, version: Option<u64>) -> Result<Option<RulesVersion>, StoreError> {
        self.asked("rules").await?.rules(version).await
    }

    async fn rules_history(&self, limit: u32) -> Result<Vec<RulesRecord>, StoreError> {
        self.asked("rules_history").await?.rules_history(limit).await
    }
}

#[async_trait]
impl WithdrawalStore for ShakyStore {
    async fn withdraw_key(&self, key: &WithdrawnKey) -> Result<WithdrawalChange, StoreError> {
        self.asked("withdraw_key").await?.withdraw_key(key).await
    }

    async fn lift_withdrawal(&self, kid: Kid, reason: &Reason, at: UnixTime) -> Result<WithdrawalChange, StoreError> {
        self.asked("lift_withdrawal").await?.lift_withdrawal(kid, reason, at).await
    }

    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError> {
        self.asked("withdrawn_keys").await?.withdrawn_keys().await
    }
}

#[async_trait]
impl PartnerStore for ShakyStore {
    async fn add_partner_key(&self, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError> {
        self.asked("add_partner_key").await?.add_partner_key(partner, key).await
    }

    async fn remove_partner_key(&self, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError> {
        self.asked("remove_partner_key").await?.remove_partner_key(partner, key_id).await
    }

    async fn set_partner_grace(&self, partner: &str, until: Option<UnixTime>) -> Result<PartnerChange, StoreError> {
        self.asked("set_partner_grace").await?.set_partner_grace(partner, until).await
    }

    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError> {
        self.asked("partner").await?.partner(name).await
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        self.asked("partners").await?.partners().await
    }
}

#[async_trait]
impl PublishedStore for ShakyStore {
    async fn published(&self) -> Result<Option<PublishedSet>, StoreError> {
        self.asked("published").await?.published().await
    }

    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError> {
        self.asked("publish").await?.publish(set, replaces).await
    }
}

#[async_trait]
impl NodeStore for ShakyStore {
    async fn lease(&self) -> Result<Lease, StoreError> {
        self.asked("lease").await?.lease().await
    }

    async fn pass_lease(&self, holder: Option<&str>, after: u64) -> Result<bool, StoreError> {
        self.asked("pass_lease").await?.pass_lease(holder, after).await
    }

    async fn store_journal_head(&self, node: &str, document: &[u8]) -> Result<(), StoreError> {
        self.asked("store_journal_head").await?.store_journal_head(node, document).await
    }

    async fn journal_heads(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.asked("journal_heads").await?.journal_heads().await
    }

    async fn store_journal_checkpoint(&self, node: &str, day: CivilDate, signed: &[u8]) -> Result<(), StoreError> {
        self.asked("store_journal_checkpoint").await?.store_journal_checkpoint(node, day, signed).await
    }

    async fn journal_checkpoints(&self, from: CivilDate) -> Result<Vec<Vec<u8>>, StoreError> {
        self.asked("journal_checkpoints").await?.journal_checkpoints(from).await
    }
}

#[async_trait]
impl ClockStore for ShakyStore {
    async fn witnesses(&self) -> Result<Witnesses, StoreError> {
        self.asked("witnesses").await?.witnesses().await
    }

    async fn believe_clock(&self, node: &str, at: UnixTime, forget_before: UnixTime) -> Result<(), StoreError> {
        self.asked("believe_clock").await?.believe_clock(node, at, forget_before).await
    }

    async fn doubt_clock(&self, node: &str, doubt: Doubt) -> Result<(), StoreError> {
        self.asked("doubt_clock").await?.doubt_clock(node, doubt).await
    }

    async fn accept_clock(&self, at: UnixTime) -> Result<(), StoreError> {
        self.asked("accept_clock").await?.accept_clock(at).await
    }

    async fn accepted_clock(&self) -> Result<Option<AcceptedClock>, StoreError> {
        self.asked("accepted_clock").await?.accepted_clock().await
    }
}

#[async_trait]
impl ChangeStore for ShakyStore {
    async fn changes(&self) -> Result<Changes, StoreError> {
        self.asked("changes").await?.changes().await
    }

    async fn changed(&self) {
        self.inner.changed().await;
    }
}

#[async_trait]
impl MaintenanceStore for ShakyStore {
    async fn damage(&self) -> Result<Vec<String>, StoreError> {
        self.asked("damage").await?.damage().await
    }
}

#[async_trait]
impl ReconcilingStore for ShakyStore {
    async fn installation(&self) -> Result<Option<String>, StoreError> {
        self.asked("installation").await?.installation().await
    }

    async fn name_installation(&self, name: Option<&str>) -> Result<String, StoreError> {
        self.asked("name_installation").await?.name_installation(name).await
    }

    async fn next_serial(&self) -> Result<u32, StoreError> {
        self.asked("next_serial").await?.next_serial().await
    }

    async fn lifted_withdrawals(&self) -> Result<Vec<(Kid, UnixTime)>, StoreError> {
        self.asked("lifted_withdrawals").await?.lifted_withdrawals().await
    }

    async fn require_reconciling(&self) -> Result<(), StoreError> {
        self.asked("require_reconciling").await?.require_reconciling().await
    }

    async fn bring_back(&self, found: &BroughtBack) -> Result<(), StoreError> {
        self.asked("bring_back").await?.bring_back(found).await
    }
}

#[async_trait]
impl OperatorStore for ShakyStore {
    async fn add_operator(&self, operator: &Operator) -> Result<OperatorChange, StoreError> {
        self.asked("add_operator").await?.add_operator(operator).await
    }

    async fn exchange_credential(
        &self,
        name: &OperatorName,
        credential: CredentialHash,
    ) -> Result<OperatorChange, StoreError> {
        self.asked("exchange_credential").await?.exchange_credential(name, credential).await
    }

    async fn remove_operator(&self, name: &OperatorName, at: UnixTime) -> Result<OperatorChange, StoreError> {
        self.asked("remove_operator").await?.remove_operator(name, at).await
    }

    async fn operators(&self) -> Result<Vec<Operator>, StoreError> {
        self.asked("operators").await?.operators().await
    }

    async fn note_use(&self, name: &OperatorName, day: CivilDate) -> Result<(), StoreError> {
        self.asked("note_use").await?.note_use(name, day).await
    }

    async fn propose(&self, proposal: &Proposal) -> Result<(), StoreError> {
        self.asked("propose").await?.propose(proposal).await
    }

    async fn proposals(&self, now: UnixTime) -> Result<Vec<Proposal>, StoreError> {
        self.asked("proposals").await?.proposals(now).await
    }

    async fn confirm(
        &self,
        id: &str,
        content: &[u8; 32],
        by: &OperatorName,
        at: UnixTime,
    ) -> Result<Confirmation, StoreError> {
        self.asked("confirm").await?.confirm(id, content, by, at).await
    }
}
