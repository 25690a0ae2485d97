use std::fmt;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use moka::notification::RemovalCause;

use super::tally::{CacheStatus, Tally};
use super::weight;
use crate::store::StoreError;

/// After so long an answer leaves the memory even if it is still true, so that nobody stays in it who was erased.
const KEPT_AT_MOST: Duration = Duration::from_secs(600);

/// What the store answered.
#[derive(Clone, Debug)]
pub(super) struct Answer<V> {
    /// When it was asked, since a fixed moment of this process.
    pub(super) asked: Duration,
    /// The generation in which it was asked.
    pub(super) generation: u64,
    /// A failure is for those who wait for it, and is not given to others.
    pub(super) value: Result<V, Arc<StoreError>>,
}

/// Answers of one kind, by what was asked.
pub(super) struct Answers<K, V> {
    kept: Cache<K, Answer<V>>,
    pub(super) tally: Arc<Tally>,
}

impl<K, V> Answers<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Keeps at most so many bytes, as `weight` counts them.
    pub(super) fn new(bytes: u64, weight: fn(&K, &V) -> usize) -> Self {
        let tally = Arc::<Tally>::default();
        let evicted = Arc::clone(&tally);
        let weigh = move |key: &K, answer: &Answer<V>| {
            let content = answer.value.as_ref().map_or(0, |value| weight(key, value));
            weight::of_entry(size_of::<(K, Answer<V>)>().saturating_add(content))
        };
        let kept = Cache::builder()
            .max_capacity(bytes)
            .weigher(weigh)
            .time_to_live(KEPT_AT_MOST)
            .eviction_listener(move |_, _, cause| {
                if cause == RemovalCause::Size {
                    evicted.evicted();
                }
            })
            .build();
        Self { kept, tally }
    }

    /// What the store answered last, unless it failed.
    pub(super) async fn kept(&self, key: &K) -> Option<(Answer<V>, V)> {
        let answer = self.kept.get(key).await?;
        let value = answer.value.clone().ok()?;
        Some((answer, value))
    }

    /// An answer that is timely, from whoever is asking the store already or else from `flight`, which asks it. A
    /// question that is put now is always timely, so at most one is waited for that was put too early.
    pub(super) async fn ask<F>(
        &self,
        key: &K,
        is_timely: impl Fn(&Answer<V>) -> bool + Copy + Send + Sync + 'static,
        flight: impl Fn() -> F,
    ) -> Result<V, StoreError>
    where
        F: Future<Output = Answer<V>> + Send + 'static,
    {
        let mut answer = self.join(key, is_timely, flight()).await?;
        if !is_timely(&answer) {
            answer = self.join(key, is_timely, flight()).await?;
        }
        answer.value.map_err(|error| shared(&error))
    }

    /// The answer of a question that is under way, or else the one that is kept, or else that of `flight`. That goes on
    /// if nobody waits any more: others may have joined.
    async fn join(
        &self,
        key: &K,
        is_timely: impl Fn(&Answer<V>) -> bool + Send + Sync + 'static,
        flight: impl Future<Output = Answer<V>> + Send + 'static,
    ) -> Result<Answer<V>, StoreError> {
        let (kept, key) = (self.kept.clone(), key.clone());
        let joined = tokio::spawn(async move {
            let is_useless = |answer: &Answer<V>| answer.value.is_err() || !is_timely(answer);
            kept.entry(key).or_insert_with_if(flight, is_useless).await.into_value()
        });
        joined.await.map_err(|error| StoreError::Unavailable(Box::new(error)))
    }

    /// What was asked and kept since the start.
    pub(super) async fn status(&self, name: &'static str) -> CacheStatus {
        self.kept.run_pending_tasks().await;
        self.tally.status(name, self.kept.weighted_size())
    }
}

/// The failure of a question that several have waited for.
fn shared(error: &Arc<StoreError>) -> StoreError {
    StoreError::Unavailable(Box::new(SharedFailure(Arc::clone(error))))
}

#[derive(Debug)]
struct SharedFailure(Arc<StoreError>);

impl fmt::Display for SharedFailure {
    /// Whoever shows it says already that the store is not available.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            StoreError::Unavailable(cause) => cause.fmt(f),
            other => other.fmt(f),
        }
    }
}

impl std::error::Error for SharedFailure {}
