use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::{FromRedisValue as _, Value};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::keep::Keeper;
use super::leases::{self, Ended, Lease};
use super::link::Link;
use super::script::Script;
use super::servers::Servers;
use super::status::Status;
use super::trouble::Trouble;
use crate::limits::gcra::Quota;
use crate::limits::local::Exhausted;
use crate::limits::request::{Bucket, Request};

/// Counts partners' requests in Redis, together with other nodes.
#[derive(Debug)]
pub struct SharedCounter {
    link: Arc<Link>,
    admit: Script,
    /// What the names of this node's requests begin with.
    instance: String,
    next: AtomicU64,
    /// After this time a request has ended, also if its node cannot say so any more.
    lease: Duration,
    ended: mpsc::Sender<Ended>,
    tasks: [AbortHandle; 2],
}

/// What Redis says to a request.
#[derive(Debug)]
pub(in crate::limits) enum Verdict {
    Admitted { again: bool, lease: Option<Lease> },
    Exhausted(Exhausted),
    TooManyAtOnce { again: bool },
}

impl SharedCounter {
    /// Connects in the background, in tasks of the present runtime. `instance` are random bytes, new with each start;
    /// `longest` is the longest time that a request takes.
    pub fn start(servers: Servers, instance: [u8; 8], longest: Duration) -> Self {
        let link = Link::new(servers);
        let instance = format!("{:016x}", u64::from_be_bytes(instance));
        let (ended, receiver) = mpsc::channel(leases::WAITING);
        let keeper = Keeper::new(Arc::clone(&link), instance.clone());
        let tasks = [tokio::spawn(keeper.run()), tokio::spawn(leases::end(Arc::clone(&link), receiver))];
        let tasks = tasks.map(|task| task.abort_handle());
        let (admit, next) = (Script::admit(), AtomicU64::new(0));
        // Twice the time: a lease that ended early would let more in than the limit.
        Self { link, admit, instance, next, lease: longest * 2, ended, tasks }
    }

    /// How it goes.
    pub fn status(&self) -> Status {
        self.link.status()
    }

    /// Among how many nodes limits are divided while Redis does not count.
    pub(in crate::limits) fn nodes(&self) -> u32 {
        self.link.nodes.load(Ordering::Relaxed)
    }

    /// Counts a request; `None` if Redis does not.
    pub(in crate::limits) async fn count(&self, request: &Request<'_>) -> Option<Verdict> {
        if request.buckets.is_empty() && request.at_once == 0 {
            return Some(Verdict::Admitted { again: false, lease: None });
        }
        let partner = request.partner;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // Made before Redis is asked: if whoever asks is gone by the answer, the request ends all the same.
        let lease = Lease::new(partner, format!("{}-{number:x}", self.instance), self.ended.clone());
        let keys = self.keys(request);
        let arguments = self.arguments(request, lease.name());
        let answer = self.link.run(partner, &self.admit, &keys, &arguments).await;
        let verdict = answer.and_then(|value| verdict(request, value));
        match verdict {
            Ok(Verdict::Admitted { again, .. }) if request.at_once > 0 => {
                Some(Verdict::Admitted { again, lease: Some(lease) })
            }
            Ok(other) => {
                lease.forget();
                Some(other)
            }
            // It may have been counted, and only the reply was lost.
            Err(Trouble::Late | Trouble::Disconnected) => None,
            Err(_) => {
                lease.forget();
                None
            }
        }
    }

    fn keys(&self, request: &Request<'_>) -> Vec<String> {
        let partner = request.partner;
        let again = request.again.as_ref().map_or("a", |bucket| &bucket.name);
        let buckets = request.buckets.iter().map(|bucket| self.link.key(partner, &bucket.name));
        [leases::key(&self.link, partner), self.link.key(partner, again)].into_iter().chain(buckets).collect()
    }

    fn arguments(&self, request: &Request<'_>, lease: &str) -> Vec<String> {
        let of = |quota: Quota| [quota.period().as_micros(), quota.each().as_micros().max(1)];
        let of_again = request.again.as_ref().map_or([0, 0], |bucket| of(bucket.quota));
        let of_buckets = request.buckets.iter().flat_map(|bucket| of(bucket.quota));
        let first = [request.at_once.to_string(), lease.to_owned(), self.lease.as_micros().to_string()];
        first.into_iter().chain(of_again.into_iter().chain(of_buckets).map(|micros| micros.to_string())).collect()
    }
}

/// Reads the script's answer.
fn verdict(request: &Request<'_>, value: Value) -> Result<Verdict, Trouble> {
    let (place, wait, again): (usize, u64, u8) = <_>::from_redis_value(value).map_err(|_| Trouble::Other)?;
    let again = again == 1;
    let exhausted = |bucket: &Bucket| {
        let wait = Duration::from_micros(wait);
        Verdict::Exhausted(Exhausted { limit: bucket.limit, quota: bucket.quota, wait, again })
    };
    let bucket = match place {
        0 => return Ok(Verdict::Admitted { again, lease: None }),
        1 => return Ok(Verdict::TooManyAtOnce { again }),
        2 => request.again.as_ref(),
        _ => request.buckets.get(place - 3),
    };
    bucket.map(exhausted).ok_or(Trouble::Other)
}

impl Drop for SharedCounter {
    fn drop(&mut self) {
        self.tasks.iter().for_each(AbortHandle::abort);
    }
}
