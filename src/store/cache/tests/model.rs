//! A store of one partner and one person that a test holds back at will: the order of what happens between a question
//! and its answer is the point, and no database lets a test choose it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use haetae_core::{CivilDate, DisplayName, UnixTime};
use tokio::sync::oneshot;

use crate::model::{Partner, PartnerKey, Person, Record, Serial, SubjectId};
use crate::store::{ChangeStore, Changes, PartnerChange, PartnerStore, PeopleQuery, RecordStore, StoreError};

/// The name of the partner and the id of the person.
pub(super) const NAME: &str = "one";

/// What is stored: the partner and the person are there with this version, or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) partner: Option<u64>,
    pub(super) record: Option<u64>,
}

/// The store.
#[derive(Debug, Default)]
pub(super) struct Model {
    content: Mutex<(Content, Changes)>,
    pub(super) fails: AtomicBool,
    pub(super) holds: AtomicBool,
    held: Mutex<Vec<oneshot::Sender<()>>>,
    pub(super) partner_reads: AtomicU64,
    pub(super) record_reads: AtomicU64,
    pub(super) counter_reads: AtomicU64,
    /// How often what is stored was looked at.
    pub(super) looks: AtomicU64,
}

impl Model {
    pub(super) fn content(&self) -> Content {
        self.locked().0
    }

    /// Changes what is stored, and its counters with it.
    pub(super) fn store(&self, content: Content) {
        let mut stored = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        stored.1.partners += u64::from(stored.0.partner != content.partner);
        stored.1.records += u64::from(stored.0.record != content.record);
        stored.0 = content;
    }

    /// Lets one of those go on that are held, if there is one.
    pub(super) fn release(&self, which: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if !held.is_empty() {
            let which = which % held.len();
            let _ = held.remove(which).send(());
        }
    }

    /// Holds nobody from now on.
    pub(super) fn open(&self) {
        self.holds.store(false, Ordering::SeqCst);
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Held once before the store is looked at, and once more before the answer leaves.
    async fn read<T>(&self, read: impl Fn(Content, Changes) -> T, count: &AtomicU64) -> Result<T, StoreError> {
        count.fetch_add(1, Ordering::SeqCst);
        self.pass().await;
        let (content, changes) = self.locked();
        self.looks.fetch_add(1, Ordering::SeqCst);
        let fails = self.fails.load(Ordering::SeqCst);
        self.pass().await;
        if fails { Err(StoreError::Unavailable("gone".into())) } else { Ok(read(content, changes)) }
    }

    async fn pass(&self) {
        if self.holds.load(Ordering::SeqCst) {
            let (go_on, held) = oneshot::channel();
            self.held.lock().unwrap_or_else(PoisonError::into_inner).push(go_on);
            let _ = held.await;
        }
    }

    fn locked(&self) -> (Content, Changes) {
        *self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn subject(id: &str) -> SubjectId {
    SubjectId::new(id).expect("a subject id")
}

/// The person under a subject id.
pub(super) fn record(id: &SubjectId, version: u64) -> Record {
    let (name, born) = (DisplayName::new("김*수").expect("a name"), CivilDate::parse("1985-03-01").expect("a date"));
    Record { serial: Serial(7), version, person: Person::new(id.clone(), name, born, Vec::new()), revocation: None }
}

#[async_trait]
impl ChangeStore for Model {
    async fn changes(&self) -> Result<Changes, StoreError> {
        self.read(|_, changes| changes, &self.counter_reads).await
    }
}

#[async_trait]
impl PartnerStore for Model {
    async fn add_partner_key(&self, _: &str, _: &PartnerKey) -> Result<PartnerChange, StoreError> {
        self.store(Content { partner: Some(self.content().partner.unwrap_or_default() + 1), ..self.content() });
        Ok(PartnerChange::Done)
    }

    async fn remove_partner_key(&self, _: &str, _: &str) -> Result<PartnerChange, StoreError> {
        self.store(Content { partner: None, ..self.content() });
        Ok(PartnerChange::Done)
    }

    async fn set_partner_grace(&self, _: &str, _: Option<UnixTime>) -> Result<PartnerChange, StoreError> {
        Ok(PartnerChange::Unknown)
    }

    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError> {
        let partner = |version| Partner {
            name: name.to_owned(),
            keys: Vec::new(),
            grace_until: Some(UnixTime::saturating_new(version)),
        };
        self.read(|content, _| content.partner.map(partner), &self.partner_reads).await
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl RecordStore for Model {
    async fn record(&self, id: &SubjectId) -> Result<Option<Record>, StoreError> {
        self.read(|content, _| content.record.map(|version| record(id, version)), &self.record_reads).await
    }

    async fn find_people(&self, _: &PeopleQuery, _: u32) -> Result<Vec<Record>, StoreError> {
        Ok(Vec::new())
    }

    async fn count(&self) -> Result<u64, StoreError> {
        Ok(0)
    }
}
