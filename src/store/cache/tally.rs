use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What was asked of a cache since the start, and what it keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheStatus {
    /// What it keeps: `partners` or `records`.
    pub name: &'static str,
    /// Questions that were answered from memory.
    pub hits: u64,
    /// Questions that were not, those that waited for the query of another one among them.
    pub misses: u64,
    /// Queries to the store.
    pub loads: u64,
    /// Answers that had to go because there was no room.
    pub evictions: u64,
    /// The bytes of what is kept, about.
    pub bytes: u64,
    /// The age of the oldest answer that was given since the status was last read, when its question came.
    pub oldest: Duration,
}

/// Counts questions and answers.
#[derive(Debug, Default)]
pub(super) struct Tally {
    hits: AtomicU64,
    misses: AtomicU64,
    loads: AtomicU64,
    evictions: AtomicU64,
    /// In microseconds.
    oldest: AtomicU64,
}

impl Tally {
    /// A question was answered from memory; what was answered is known to have been true so long ago.
    pub(super) fn hit(&self, age: Duration) {
        self.hits.fetch_add(1, Ordering::Relaxed);
        self.oldest.fetch_max(u64::try_from(age.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// A question was not answered from memory.
    pub(super) fn miss(&self) {
        self.misses.fetch_add(1, Ordering::Relaxed);
    }

    /// The store was asked.
    pub(super) fn load(&self) {
        self.loads.fetch_add(1, Ordering::Relaxed);
    }

    /// There was no room for an answer.
    pub(super) fn evicted(&self) {
        self.evictions.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn status(&self, name: &'static str, bytes: u64) -> CacheStatus {
        let read = |number: &AtomicU64| number.load(Ordering::Relaxed);
        CacheStatus {
            name,
            hits: read(&self.hits),
            misses: read(&self.misses),
            loads: read(&self.loads),
            evictions: read(&self.evictions),
            bytes,
            oldest: Duration::from_micros(self.oldest.swap(0, Ordering::Relaxed)),
        }
    }
}
