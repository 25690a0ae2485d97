//! A store of people in memory and an observer that remembers, for the tests of imports.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::{Observer, Reject};
use crate::identity::{Partner, PartnerKey};
use crate::publishing::PublishedSet;
use crate::records::{Person, Record, SubjectId};
use crate::store::{Imported, PartnerChange, Publication, RevokedSerial, StandingChange, Store, StoreError};

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

#[async_trait]
impl Store for People {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut left = self.batches_left.lock().unwrap();
        *left = left.checked_sub(1).ok_or_else(|| StoreError::Unavailable("the disk is full".into()))?;
        let mut imported = Imported::default();
        for person in people {
            match self.people.lock().unwrap().insert(person.subject.clone(), person.clone()) {
                None => imported.added += 1,
                Some(known) if known == *person => imported.unchanged += 1,
                Some(_) => imported.changed += 1,
            }
        }
        Ok(imported)
    }

    async fn record(&self, _: &SubjectId) -> Result<Option<Record>, StoreError> {
        refused()
    }

    async fn find_people(&self, _: &str, _: &str, _: u32) -> Result<Vec<Person>, StoreError> {
        refused()
    }

    async fn count(&self) -> Result<u64, StoreError> {
        refused()
    }

    async fn revoke(&self, _: &SubjectId, _: UnixTime, _: Option<&str>) -> Result<StandingChange, StoreError> {
        refused()
    }

    async fn reinstate(&self, _: &SubjectId) -> Result<StandingChange, StoreError> {
        refused()
    }

    async fn revoked_since(&self, _: UnixTime) -> Result<Vec<RevokedSerial>, StoreError> {
        refused()
    }

    async fn revocation_count(&self) -> Result<u64, StoreError> {
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

    async fn publish(&self, _: &PublishedSet, _: Option<u64>) -> Result<Publication, StoreError> {
        refused()
    }
}

/// Remembers what it was told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) bytes: u64,
    pub(crate) stored: u64,
    pub(crate) rejects: Vec<Reject>,
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
}
