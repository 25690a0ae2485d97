//! A store that can be told to fail.

use std::sync::atomic::{AtomicU8, Ordering};

use async_trait::async_trait;
use haetae::identity::{Partner, PartnerKey};
use haetae::publishing::PublishedSet;
use haetae::records::{Person, Record, SubjectId};
use haetae::store::{
    Imported, PartnerChange, Publication, RevokedSerial, SqliteStore, StandingChange, Store, StoreError,
};
use haetae_core::UnixTime;

const WORKS: u8 = 0;
const FAILS: u8 = 1;
const HANGS: u8 = 2;
const PANICS: u8 = 3;

/// SQLite, and on top of it what goes wrong.
#[derive(Debug)]
pub(crate) struct ShakyStore {
    inner: SqliteStore,
    mood: AtomicU8,
}

impl ShakyStore {
    pub(crate) const fn new(inner: SqliteStore) -> Self {
        Self { inner, mood: AtomicU8::new(WORKS) }
    }

    pub(crate) fn work(&self) {
        self.mood.store(WORKS, Ordering::SeqCst);
    }

    /// Every question fails from now on, with a cause that quotes something that belongs to nobody else.
    pub(crate) fn fail(&self) {
        self.mood.store(FAILS, Ordering::SeqCst);
    }

    /// No question is answered from now on.
    pub(crate) fn hang(&self) {
        self.mood.store(HANGS, Ordering::SeqCst);
    }

    pub(crate) fn panic(&self) {
        self.mood.store(PANICS, Ordering::SeqCst);
    }

    async fn mood(&self) -> Result<&SqliteStore, StoreError> {
        match self.mood.load(Ordering::SeqCst) {
            WORKS => Ok(&self.inner),
            FAILS => Err(StoreError::Unavailable("the disk is on fire".into())),
            HANGS => std::future::pending().await,
            _ => panic!("the store panics"),
        }
    }
}

#[async_trait]
impl Store for ShakyStore {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        self.mood().await?.import(people).await
    }

    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        self.mood().await?.record(subject).await
    }

    async fn find_people(&self, prefix: &str, words: &str, limit: u32) -> Result<Vec<Person>, StoreError> {
        self.mood().await?.find_people(prefix, words, limit).await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        self.mood().await?.count().await
    }

    async fn revoke(
        &self,
        subject: &SubjectId,
        at: UnixTime,
        reason: Option<&str>,
    ) -> Result<StandingChange, StoreError> {
        self.mood().await?.revoke(subject, at, reason).await
    }

    async fn reinstate(&self, subject: &SubjectId) -> Result<StandingChange, StoreError> {
        self.mood().await?.reinstate(subject).await
    }

    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError> {
        self.mood().await?.revoked_since(since).await
    }

    async fn revocation_count(&self) -> Result<u64, StoreError> {
        self.mood().await?.revocation_count().await
    }

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

    async fn published(&self) -> Result<Option<PublishedSet>, StoreError> {
        self.mood().await?.published().await
    }

    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError> {
        self.mood().await?.publish(set, replaces).await
    }
}
