//! Keeps in memory what every request for passes reads: the partner and the record of the person. Whatever has an
//! effect (revocations, phones, paper, idempotency) is read and written past it, in the store itself.
//!
//! An answer is kept with the moment at which the store was asked. It may be given again as long as it is known to have
//! been true at a moment that is no longer ago than `max_age` when the next question comes: because the store was asked
//! that lately, or because the store's counters have not moved since. The counters are read by the polls of the node,
//! and by a request that finds them read too long ago. If they cannot be read, that request gets their error.
//!
//! Many questions for one answer at a time are one query.

mod answers;
mod freshness;
mod tally;
#[cfg(test)]
mod tests;
mod weight;

use std::fmt;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::{ChangeStore, Changes, PartnerChange, PartnerStore, PeopleQuery, RecordStore, StoreError};
use crate::clock::Clock;
use crate::model::{Partner, PartnerKey, Record, SubjectId};
use answers::{Answer, Answers};
use freshness::{Freshness, Kind};

pub use tally::CacheStatus;

/// Partners get this part of the memory: they are few, and each request names one before it is known who asks.
const PARTNERS_SHARE: u64 = 8;

/// More than the one answer takes that says when the counters were read.
const COUNTERS_BYTES: u64 = 4_096;

/// What is read through the cache, and what says whether it has changed.
#[derive(Clone)]
pub struct CachedStores {
    /// The partners.
    pub partners: Arc<dyn PartnerStore>,
    /// The people.
    pub records: Arc<dyn RecordStore>,
    /// The counters of their changes.
    pub changes: Arc<dyn ChangeStore>,
}

/// Partners and records, kept in memory for a short time.
pub struct CachedReads {
    stores: CachedStores,
    clock: Arc<dyn Clock>,
    max_age: Duration,
    freshness: Arc<Freshness>,
    partners: Answers<String, Option<Arc<Partner>>>,
    records: Answers<SubjectId, Option<Arc<Record>>>,
    counters: Answers<(), ()>,
}

impl CachedReads {
    /// Keeps at most so many bytes. No answer is older than `max_age` when its question comes.
    pub fn new(stores: CachedStores, clock: Arc<dyn Clock>, bytes: u64, max_age: Duration) -> Self {
        let partners = bytes / PARTNERS_SHARE;
        Self {
            stores,
            clock,
            max_age,
            freshness: Arc::default(),
            partners: Answers::new(partners, |name, partner| weight::partner(name, partner)),
            records: Answers::new(bytes.saturating_sub(partners), weight::record),
            counters: Answers::new(COUNTERS_BYTES, |(), ()| 0),
        }
    }

    /// How old an answer may be when its question comes.
    pub const fn max_age(&self) -> Duration {
        self.max_age
    }

    /// Learns the counters from somebody who began to read them at `asked`, by the [monotonic](Clock::monotonic) clock.
    pub fn learn(&self, changes: &Changes, asked: Duration) {
        self.freshness.learn(changes, asked);
    }

    /// This node has changed something: what was read before is not given to anybody who asks from now on.
    pub fn forget(&self) {
        self.freshness.forget();
    }

    /// What was asked and kept since the start, of partners and of records.
    pub async fn status(&self) -> [CacheStatus; 2] {
        [self.partners.status("partners").await, self.records.status("records").await]
    }

    /// The answer to a question that comes now. `ask` asks the store.
    async fn answer<K, V, F>(
        &self,
        kind: Kind,
        answers: &Answers<K, V>,
        key: K,
        ask: impl Fn(K) -> F,
    ) -> Result<V, StoreError>
    where
        K: Clone + Eq + Hash + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
        F: Future<Output = Result<V, StoreError>> + Send + 'static,
    {
        let now = self.clock.monotonic();
        let (since, generation) = (now.saturating_sub(self.max_age), self.freshness.generation(kind));
        if let Some((kept, value)) = answers.kept(&key).await
            && kept.generation == generation
        {
            if kept.asked >= since {
                answers.tally.hit(now.saturating_sub(kept.asked));
                return Ok(value);
            }
            let confirmed = self.confirm(since).await.inspect_err(|_| answers.tally.miss())?;
            if self.freshness.generation(kind) == generation {
                answers.tally.hit(now.saturating_sub(confirmed));
                return Ok(value);
            }
        }
        answers.tally.miss();
        let flight = || {
            let (clock, freshness, tally) =
                (Arc::clone(&self.clock), Arc::clone(&self.freshness), Arc::clone(&answers.tally));
            let asking = ask(key.clone());
            // Polled only if no other question for the same is under way: the moment is that of this question.
            async move {
                let (generation, asked) = (freshness.generation(kind), clock.monotonic());
                tally.load();
                Answer { asked, generation, value: asking.await.map_err(Arc::new) }
            }
        };
        let is_timely = move |answer: &Answer<V>| answer.generation >= generation && answer.asked >= since;
        answers.ask(&key, is_timely, flight).await
    }

    /// Since when at least the counters are known, which is not before `since`: reads them if need be.
    async fn confirm(&self, since: Duration) -> Result<Duration, StoreError> {
        if let Some(confirmed) = self.freshness.confirmed().filter(|confirmed| *confirmed >= since) {
            return Ok(confirmed);
        }
        let flight = || {
            let (clock, freshness, changes) =
                (Arc::clone(&self.clock), Arc::clone(&self.freshness), Arc::clone(&self.stores.changes));
            async move {
                let asked = clock.monotonic();
                let read = changes.changes().await.map_err(Arc::new);
                Answer { asked, generation: 0, value: read.map(|changes| freshness.learn(&changes, asked)) }
            }
        };
        self.counters.ask(&(), move |answer| answer.asked >= since, flight).await?;
        Ok(self.freshness.confirmed().unwrap_or(since))
    }
}

#[async_trait]
impl PartnerStore for CachedReads {
    async fn add_partner_key(&self, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError> {
        let change = self.stores.partners.add_partner_key(partner, key).await;
        self.forget();
        change
    }

    async fn remove_partner_key(&self, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError> {
        let change = self.stores.partners.remove_partner_key(partner, key_id).await;
        self.forget();
        change
    }

    async fn set_partner_grace(&self, partner: &str, until: Option<UnixTime>) -> Result<PartnerChange, StoreError> {
        let change = self.stores.partners.set_partner_grace(partner, until).await;
        self.forget();
        change
    }

    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError> {
        let ask = |name: String| {
            let store = Arc::clone(&self.stores.partners);
            async move { Ok(store.partner(&name).await?.map(Arc::new)) }
        };
        let partner = self.answer(Kind::Partners, &self.partners, name.to_owned(), ask).await?;
        Ok(partner.map(Arc::unwrap_or_clone))
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        self.stores.partners.partners().await
    }
}

#[async_trait]
impl RecordStore for CachedReads {
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        let ask = |subject: SubjectId| {
            let store = Arc::clone(&self.stores.records);
            async move { Ok(store.record(&subject).await?.map(Arc::new)) }
        };
        let record = self.answer(Kind::Records, &self.records, subject.clone(), ask).await?;
        Ok(record.map(Arc::unwrap_or_clone))
    }

    async fn present_record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        self.forget();
        self.record(subject).await
    }

    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError> {
        self.stores.records.find_people(query, limit).await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        self.stores.records.count().await
    }
}

impl fmt::Debug for CachedReads {
    /// Without what is kept: it is about people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedReads").field("max_age", &self.max_age).finish_non_exhaustive()
    }
}
