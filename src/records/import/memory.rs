//! A store of people in memory and an observer that remembers, for the tests of imports.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};

use super::{ImportOptions, LeftAlone, Observer, Reject};
use crate::identity::{Partner, PartnerKey};
use crate::publishing::PublishedSet;
use crate::records::{IdentifierSystems, NameKey, Person, Record, Serial, SubjectId, Today};
use crate::store::{
    Allowed, Decision, DecisionKind, DutyTurn, Imported, PartnerChange, PeopleQuery, Publication, Refusal, Refused,
    RevocationEntry, RevocationQuery, RevokedSerial, StandingChange, Store, StoreError, WithdrawalChange, WithdrawnKey,
};

/// Keeps people; refuses everything else, and after so many batches people too.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) people: Mutex<BTreeMap<SubjectId, Person>>,
    pub(crate) batches_left: Mutex<u32>,
}

impl Default for People {
    fn default() -> Self {
        Self { people: Mutex::default(), batches_left: Mutex::new(u32::MAX) }
    }
}

impl People {
    pub(crate) fn all(&self) -> Vec<Person> {
        self.people.lock().unwrap().values().cloned().collect()
    }
}

fn refused<T>() -> Result<T, StoreError> {
    Err(StoreError::Unavailable("this store keeps people only".into()))
}

fn import(on_record: &mut BTreeMap<SubjectId, Person>, people: &[Person]) -> Imported {
    let mut imported = Imported::default();
    for person in people {
        let known = on_record.get(&person.subject).map(Person::identity);
        if let Some(conflict) = known.and_then(|known| known.conflict_with(&person.identity())) {
            imported.refused.push(Refused { subject: person.subject.clone(), why: Refusal::Conflict(conflict) });
            continue;
        }
        match on_record.insert(person.subject.clone(), person.clone()) {
            None => imported.added += 1,
            Some(known) if known == *person => imported.unchanged += 1,
            Some(_) => imported.changed += 1,
        }
    }
    imported
}

#[async_trait]
impl Store for People {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut left = self.batches_left.lock().unwrap();
        *left = left.checked_sub(1).ok_or_else(|| StoreError::Unavailable("the disk is full".into()))?;
        Ok(import(&mut self.people.lock().unwrap(), people))
    }

    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        Ok(import(&mut self.people.lock().unwrap().clone(), people))
    }

    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        let known = self.people.lock().unwrap().get(subject).cloned();
        Ok(known.map(|person| Record { serial: Serial(0), version: 1, person, revocation: None }))
    }

    async fn find_people(&self, _: &PeopleQuery, _: u32) -> Result<Vec<Record>, StoreError> {
        refused()
    }

    async fn count(&self) -> Result<u64, StoreError> {
        refused()
    }

    async fn revoke_all(
        &self,
        _: &[SubjectId],
        _: UnixTime,
        _: Option<&str>,
    ) -> Result<Vec<StandingChange>, StoreError> {
        refused()
    }

    async fn reinstate_all(&self, _: &[SubjectId]) -> Result<Vec<StandingChange>, StoreError> {
        refused()
    }

    async fn erase(&self, _: &SubjectId, _: &Decision) -> Result<bool, StoreError> {
        refused()
    }

    async fn allow(&self, _: &SubjectId, _: &Decision) -> Result<Allowed, StoreError> {
        refused()
    }

    async fn decisions(&self, _: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError> {
        refused()
    }

    async fn revocations(&self, _: &RevocationQuery, _: u32) -> Result<Vec<RevocationEntry>, StoreError> {
        refused()
    }

    async fn claim_name_key(&self, _: [u8; 16], _: bool) -> Result<bool, StoreError> {
        Ok(true)
    }

    async fn renumber(&self, _: Serial, _: UnixTime, _: Option<&str>) -> Result<StandingChange, StoreError> {
        refused()
    }

    async fn revoked_since(&self, _: UnixTime) -> Result<Vec<RevokedSerial>, StoreError> {
        refused()
    }

    async fn revocation_count(&self) -> Result<u64, StoreError> {
        refused()
    }

    async fn withdraw_key(&self, _: &WithdrawnKey) -> Result<WithdrawalChange, StoreError> {
        refused()
    }

    async fn lift_withdrawal(&self, _: Kid, _: &str, _: UnixTime) -> Result<WithdrawalChange, StoreError> {
        refused()
    }

    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError> {
        refused()
    }

    async fn withdrawal_count(&self) -> Result<u64, StoreError> {
        refused()
    }

    async fn add_partner_key(&self, _: &str, _: &PartnerKey) -> Result<PartnerChange, StoreError> {
        refused()
    }

    async fn remove_partner_key(&self, _: &str, _: &str) -> Result<PartnerChange, StoreError> {
        refused()
    }

    async fn set_partner_grace(&self, _: &str, _: Option<UnixTime>) -> Result<PartnerChange, StoreError> {
        refused()
    }

    async fn partner(&self, _: &str) -> Result<Option<Partner>, StoreError> {
        refused()
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        refused()
    }

    async fn published(&self) -> Result<Option<PublishedSet>, StoreError> {
        refused()
    }

    async fn published_version(&self) -> Result<Option<u64>, StoreError> {
        refused()
    }

    async fn publish(&self, _: &PublishedSet, _: Option<u64>) -> Result<Publication, StoreError> {
        refused()
    }

    async fn duty(&self) -> Result<DutyTurn, StoreError> {
        refused()
    }

    async fn pass_duty(&self, _: Option<&str>, _: u64) -> Result<bool, StoreError> {
        refused()
    }

    async fn damage(&self) -> Result<Vec<String>, StoreError> {
        refused()
    }

    async fn tell_journal_head(&self, _: &str, _: &[u8]) -> Result<(), StoreError> {
        refused()
    }

    async fn journal_heads(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        refused()
    }
}

/// An import on the last day of November 2026, at noon in Seoul.
pub(crate) fn options(zone: jiff::tz::TimeZone) -> ImportOptions {
    let now = UnixTime::parse_rfc3339("2026-11-30T12:00:00+09:00").unwrap();
    ImportOptions {
        zone,
        scratch: std::env::temp_dir(),
        dry_run: false,
        today: Today { day: haetae_core::CivilDate::parse("2026-11-30").unwrap(), now },
        names: NameKey::new(&[7; 32]),
        systems: IdentifierSystems::default(),
    }
}

/// Remembers what it was told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) bytes: u64,
    pub(crate) stored: u64,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) left_alone: Vec<LeftAlone>,
}

impl Told {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.rejects.iter().map(Reject::to_string).collect()
    }
}

impl Observer for Told {
    fn read(&mut self, bytes: u64) {
        assert!(bytes >= self.bytes, "progress goes on");
        self.bytes = bytes;
    }

    fn stored(&mut self, people: u64) {
        self.stored = people;
    }

    fn rejected(&mut self, reject: &Reject) {
        self.rejects.push(reject.clone());
    }

    fn left_alone(&mut self, left: &LeftAlone) {
        self.left_alone.push(left.clone());
    }
}
