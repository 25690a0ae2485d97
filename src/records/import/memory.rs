//! A store of people in memory and an observer that remembers, for the tests of imports.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::{ImportOptions, LeftAlone, Observer, Reject};
use crate::model::{IdentifierSystems, Person, SubjectId};
use crate::records::{NameKey, Today};
use crate::store::{ImportStore, Imported, Refusal, Refused, StoreError};

/// Stores people; refuses everything else, and after a number of batches people too.
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
impl ImportStore for People {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut left = self.batches_left.lock().unwrap();
        *left = left.checked_sub(1).ok_or_else(|| StoreError::Unavailable("the disk is full".into()))?;
        Ok(import(&mut self.people.lock().unwrap(), people))
    }

    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        Ok(import(&mut self.people.lock().unwrap().clone(), people))
    }

    async fn claim_name_key(&self, _: [u8; 16], _: bool) -> Result<bool, StoreError> {
        Ok(true)
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

/// Remembers what it observed.
#[derive(Debug, Default)]
pub(crate) struct Observed {
    pub(crate) bytes: u64,
    pub(crate) stored: u64,
    pub(crate) rejects: Vec<Reject>,
    pub(crate) left_alone: Vec<LeftAlone>,
}

impl Observed {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.rejects.iter().map(Reject::to_string).collect()
    }
}

impl Observer for Observed {
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
