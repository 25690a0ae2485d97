//! Nodes that count partners' requests together in a real Redis, and everything that can happen to it.

mod cluster;
mod faults;
mod program;
mod sentinel;
mod single;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use haetae::clock::ManualClock;
use haetae::config::{Config, LimitsSection};
use haetae::limits::redis::{Servers, SharedCounter, State, Status};
use haetae::limits::{Admitted, LimitReached, Limits, NotAdmitted, Priority};
use haetae_testkit::service::now;

use crate::socket::patiently;

/// The longest time that a request of these nodes takes.
const LONGEST: Duration = Duration::from_secs(1);

/// What `[redis]` says besides.
type Settings<'s> = &'s [(&'s str, &'s str)];

/// Where Redis is, by a configuration.
fn servers(settings: Settings<'_>) -> Servers {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings.iter().map(|(key, value)| (format!("redis.{key}"), (*value).to_owned()));
    let config = Config::load(folder.path(), [], settings).unwrap_or_else(|problems| panic!("{problems}"));
    Servers::of(&config).expect("a configuration").expect("servers")
}

/// The setting of one address.
fn at(address: &str) -> String {
    format!("[{address:?}]")
}

/// The limits of a node of this number, which counts with others as soon as it can.
fn node(number: u8, settings: Settings<'_>, limits: LimitsSection) -> Limits {
    // A busy machine may need more than the 50 ms that a request waits.
    let patient = [("deadline_ms", "400")];
    let patient = patient.iter().filter(|(key, _)| settings.iter().all(|(given, _)| given != key));
    let settings: Vec<_> = settings.iter().chain(patient).copied().collect();
    let shared = SharedCounter::start(servers(&settings), [number; 8], LONGEST);
    Limits::new(limits, Arc::new(ManualClock::new(now()))).with_shared(Some(shared))
}

/// So many requests a day: during a test, none comes back.
fn a_day(requests: u32) -> LimitsSection {
    LimitsSection { requests_per_day: requests, ..LimitsSection::unlimited() }
}

fn status(limits: &Limits) -> Status {
    limits.redis().expect("it counts in Redis")
}

/// Waits until Redis is as a node should find it.
async fn wait_for(limits: &Limits, state: State) {
    patiently(async {
        while status(limits).state != state {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// A request with an assertion of its own.
async fn ask(limits: &Limits, partner: &str, number: u32) -> Result<Admitted, LimitReached> {
    // What keeps the connection runs in this thread as well.
    tokio::task::yield_now().await;
    match patiently(limits.admit(partner, "key", &format!("header.claims.{number}"), Priority::First)).await {
        Ok(admitted) => Ok(admitted),
        Err(NotAdmitted::Limit(reached)) => Err(reached),
        Err(NotAdmitted::Full { .. }) => panic!("these nodes have room"),
    }
}

/// How many of these requests, one after the other, are admitted, and the limit that refused the first other one.
async fn admitted(limits: &Limits, partner: &str, numbers: std::ops::Range<u32>) -> (u32, Option<LimitReached>) {
    let (mut admitted, mut refused) = (0, None);
    for number in numbers {
        match ask(limits, partner, number).await {
            Ok(_) => admitted += 1,
            Err(reached) => refused = refused.or(Some(reached)),
        }
    }
    (admitted, refused)
}
