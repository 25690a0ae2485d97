use std::time::Duration;

use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};

use super::as_float;
use crate::store::{CacheStatus, CachedReads};

const REQUESTS: &str = "haetae_cache_requests_total";
const LOADS: &str = "haetae_cache_loads_total";
const EVICTIONS: &str = "haetae_cache_evictions_total";
const BYTES: &str = "haetae_cache_bytes";
const OLDEST: &str = "haetae_cache_oldest_answer_seconds";
const MAX_AGE: &str = "haetae_cache_max_age_seconds";

/// What is kept in memory of the database.
pub(in crate::http) struct Cached {
    caches: [CacheStatus; 2],
    max_age: Duration,
}

pub(super) fn describe() {
    describe_counter!(REQUESTS, "What requests for passes asked of the database, by cache and result: hit or miss.");
    describe_counter!(LOADS, "What the database was asked then: several misses at a time are one query.");
    describe_counter!(EVICTIONS, "Answers that left the memory because there was no room.");
    describe_gauge!(BYTES, Unit::Bytes, "The size of what is kept in memory, about.");
    describe_gauge!(OLDEST, Unit::Seconds, "The age of the oldest answer from memory since the last reading.");
    describe_gauge!(MAX_AGE, Unit::Seconds, "How old an answer from memory may be.");
}

impl Cached {
    pub(in crate::http) async fn of(reads: &CachedReads) -> Self {
        Self { caches: reads.status().await, max_age: reads.max_age() }
    }

    pub(super) fn record(&self) {
        gauge!(MAX_AGE).set(self.max_age.as_secs_f64());
        for cache in &self.caches {
            let labels = [("cache", cache.name)];
            for (result, number) in [("hit", cache.hits), ("miss", cache.misses)] {
                counter!(REQUESTS, "cache" => cache.name, "result" => result).absolute(number);
            }
            counter!(LOADS, &labels).absolute(cache.loads);
            counter!(EVICTIONS, &labels).absolute(cache.evictions);
            gauge!(BYTES, &labels).set(as_float(cache.bytes));
            gauge!(OLDEST, &labels).set(cache.oldest.as_secs_f64());
        }
    }
}
