use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::gcra::Quota;
use super::request::{Bucket, Limit, Request};
use crate::clock::Clock;

/// So many names are kept before those are looked for that can be forgotten.
const KEPT: usize = 1_024;

/// A limit that has no room for another request now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exhausted {
    pub(super) limit: Limit,
    /// The quota, or this node's share of it.
    pub(super) quota: Quota,
    /// When it has room again.
    pub(super) wait: Duration,
    /// Whether the assertion had been used before.
    pub(super) again: bool,
}

/// Counts in this process, from its start.
pub(super) struct LocalCounter {
    clock: Arc<dyn Clock>,
    buckets: Mutex<Buckets>,
}

#[derive(Default)]
struct Buckets {
    full: HashMap<String, Full>,
    /// At this number of names, full ones are forgotten.
    tidy_at: usize,
}

/// When a bucket is full again.
#[derive(Clone, Copy, Default)]
struct Full {
    /// By the whole quota.
    whole: Duration,
    /// By this node's share of it, which counts while nodes cannot count together.
    share: Duration,
}

impl LocalCounter {
    /// Goes by the monotonic time of `clock`, so that a clock that is set changes nothing.
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, buckets: Mutex::default() }
    }

    /// Counts a request to all its buckets, of each of which this node has the share of one of so many nodes. Returns
    /// whether its assertion had been used before.
    ///
    /// # Errors
    ///
    /// [`Exhausted`]; the request was counted to none of them.
    pub(super) fn count(&self, request: &Request<'_>, nodes: u32) -> Result<bool, Exhausted> {
        let now = self.clock.monotonic();
        let mut buckets = self.buckets();
        let again = buckets.knows(request, now);
        let mut after = Vec::new();
        for bucket in counted(request, again) {
            let name = name(request, bucket);
            let full = buckets.full.get(&name).copied().unwrap_or_default();
            let refused = |quota, wait| Exhausted { limit: bucket.limit, quota, wait, again };
            let whole = bucket.quota.take(full.whole, now).map_err(|wait| refused(bucket.quota, wait))?;
            let quota = bucket.quota.share(nodes);
            let share = quota.take(full.share, now).map_err(|wait| refused(quota, wait))?;
            after.push((name, Full { whole, share }));
        }
        buckets.full.extend(after);
        buckets.tidy(now);
        Ok(again)
    }

    /// Which limit this node alone has exhausted, whatever others count. Counts nothing.
    pub(super) fn exhausted(&self, request: &Request<'_>) -> Option<Exhausted> {
        let now = self.clock.monotonic();
        let buckets = self.buckets();
        let again = buckets.knows(request, now);
        counted(request, again).find_map(|bucket| {
            let full = buckets.full.get(&name(request, bucket)).copied().unwrap_or_default();
            let wait = bucket.quota.take(full.whole, now).err()?;
            Some(Exhausted { limit: bucket.limit, quota: bucket.quota, wait, again })
        })
    }

    /// Counts a request that was admitted by what all nodes count, so that this node knows its own part.
    pub(super) fn note(&self, request: &Request<'_>, again: bool, nodes: u32) {
        let now = self.clock.monotonic();
        let mut buckets = self.buckets();
        for bucket in counted(request, again) {
            let full = buckets.full.entry(name(request, bucket)).or_default();
            full.whole = bucket.quota.note(full.whole, now);
            full.share = bucket.quota.share(nodes).note(full.share, now);
        }
        buckets.tidy(now);
    }

    fn buckets(&self) -> MutexGuard<'_, Buckets> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The buckets that a request is counted to.
fn counted<'r>(request: &'r Request<'_>, again: bool) -> impl Iterator<Item = &'r Bucket> {
    request.buckets.iter().filter(move |_| !again).chain(&request.again)
}

fn name(request: &Request<'_>, bucket: &Bucket) -> String {
    format!("{} {}", request.partner, bucket.name)
}

impl Buckets {
    fn knows(&self, request: &Request<'_>, now: Duration) -> bool {
        let full = request.again.as_ref().and_then(|bucket| self.full.get(&name(request, bucket)));
        full.is_some_and(|full| full.whole > now)
    }

    /// A full bucket is like one that was never used. Looked for when their number has doubled, so that a request costs
    /// the same however many there are.
    fn tidy(&mut self, now: Duration) {
        if self.full.len() >= self.tidy_at.max(KEPT) {
            self.full.retain(|_, full| full.whole.max(full.share) > now);
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
