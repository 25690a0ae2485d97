use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::counter::{Exhausted, RequestCounter};
use super::gcra::Quota;
use crate::clock::Clock;

/// So many names are kept before those are looked for that can be forgotten.
const KEPT: usize = 1_024;

/// Counts in this process, from its start.
pub struct LocalCounter {
    clock: Arc<dyn Clock>,
    buckets: Mutex<Buckets>,
}

#[derive(Default)]
struct Buckets {
    /// When the bucket of each quota is full again.
    full: HashMap<String, Vec<Duration>>,
    /// At this number of names, full ones are forgotten.
    tidy_at: usize,
}

impl LocalCounter {
    /// Goes by the monotonic time of `clock`, so that a clock that is set changes nothing.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, buckets: Mutex::default() }
    }

    fn buckets(&self) -> MutexGuard<'_, Buckets> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RequestCounter for LocalCounter {
    async fn count(&self, name: &str, quotas: &[Quota]) -> Result<(), Exhausted> {
        let now = self.clock.monotonic();
        self.buckets().count(name, quotas, now)
    }

    async fn knows(&self, name: &str) -> bool {
        let now = self.clock.monotonic();
        self.buckets().full.get(name).is_some_and(|full| full.iter().any(|full| *full > now))
    }
}

impl Buckets {
    fn count(&mut self, name: &str, quotas: &[Quota], now: Duration) -> Result<(), Exhausted> {
        let known = self.full.get(name).filter(|full| full.len() == quotas.len());
        let mut after = Vec::with_capacity(quotas.len());
        for (place, quota) in quotas.iter().enumerate() {
            let full = known.and_then(|known| known.get(place)).copied().unwrap_or_default();
            match quota.take(full, now) {
                Ok(full) => after.push(full),
                Err(wait) => return Err(Exhausted { quota: *quota, wait }),
            }
        }
        if !after.is_empty() {
            self.full.insert(name.to_owned(), after);
        }
        self.tidy(now);
        Ok(())
    }

    /// A full bucket is like one that was never used. Looked for when their number has doubled, so that a request costs
    /// the same however many there are.
    fn tidy(&mut self, now: Duration) {
        if self.full.len() >= self.tidy_at.max(KEPT) {
            self.full.retain(|_, full| full.iter().any(|full| *full > now));
            self.tidy_at = self.full.len() * 2;
        }
    }
}

#[cfg(test)]
impl LocalCounter {
    /// How many names are kept.
    pub(super) fn names(&self) -> usize {
        self.buckets().full.len()
    }
}

impl fmt::Debug for LocalCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalCounter")
    }
}
