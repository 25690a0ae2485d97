//! A node: connects its parts, and runs its background tasks. A running node has a name, publishes while it holds the
//! lease and its clock agrees, and watches how close to expiry everything is that must be renewed.

mod canary;
mod clock_watch;
pub mod expiry;
pub mod installation;
mod lease;
mod node;
mod polls;
mod queueing;
pub mod reconciling;
mod renewing;
mod rules_watch;
mod status;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

pub use canary::{Canary, CanaryFailure};
pub use clock_watch::{AGREES_BEFORE_ERASING, ClockWatch, Disagreement, Verdict, With};
pub use lease::{LeaseKeeper, POLLS_IN_A_LEASE};
pub use node::{Node, OpenError};
pub use rules_watch::{RulesStatus, RulesWatch};
pub use status::{PublishFailures, RuntimeStatus};

use polls::Progress;

/// A stopping node waits no longer than this for the store to end its lease.
const GIVE_UP_TIMEOUT: Duration = Duration::from_secs(2);

/// How often a node polls the store, and how far its clock may be off.
#[derive(Clone, Copy, Debug)]
pub struct Intervals {
    /// The time between two polls for something to publish.
    pub poll: Duration,
    /// The time after which another node takes the lease of a silent one.
    pub lease: Duration,
    /// By how many seconds the clock may disagree before nothing is signed.
    pub clock_limit: u64,
}

/// A running node.
#[derive(Debug)]
pub struct Runtime {
    node: Node,
    intervals: Intervals,
    status: RuntimeStatus,
    progress: Arc<tokio::sync::Mutex<Progress>>,
}

impl Runtime {
    /// A node that polls its store at these intervals. `instance` are random bytes, new with each start.
    pub fn new(node: Node, intervals: Intervals, instance: [u8; 8]) -> Self {
        let name = name(&node, instance);
        let clocks = Arc::clone(&node.store);
        let watch =
            ClockWatch::new(name.clone(), Arc::clone(&node.clock), clocks, intervals.clock_limit, intervals.lease);
        let status = RuntimeStatus::new(LeaseKeeper::new(name, Arc::clone(&node.store) as _), watch);
        Self { node, intervals, status, progress: Arc::default() }
    }

    /// The node.
    pub const fn node(&self) -> &Node {
        &self.node
    }

    /// Its status while it runs.
    pub const fn status(&self) -> &RuntimeStatus {
        &self.status
    }

    /// Publishes what is due, or follows the node that does: at once, then at every poll interval, when the publisher
    /// is woken or the store says that something has changed, until `stop`. At the end the lease is released.
    pub async fn run(&self, stop: CancellationToken) {
        let name = self.status.lease().node().to_owned();
        let queue = tokio::spawn(queueing::keep_queue(self.node.clone(), self.status.clone(), name, stop.clone()));
        let watching =
            tokio::spawn(watch(self.node.clone(), self.intervals.poll, Arc::clone(&self.progress), stop.clone()));
        let (mut lease_polls, mut polls) = (every(self.intervals.lease / POLLS_IN_A_LEASE), every(self.intervals.poll));
        loop {
            let renews_lease = tokio::select! {
                biased;
                () = stop.cancelled() => break,
                _ = lease_polls.tick() => true,
                _ = polls.tick() => false,
                () = self.node.publisher.woken() => false,
                () = self.node.store.changed() => false,
            };
            self.poll(renews_lease).await;
        }
        if let Err(error) = watching.await {
            tracing::error!(%error, "the task that looks for withdrawn keys ended unexpectedly");
        }
        if let Err(error) = queue.await {
            tracing::error!(%error, "the task of the waiting room ended unexpectedly");
        }
        match tokio::time::timeout(GIVE_UP_TIMEOUT, self.status.lease().give_up()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "the lease could not be released; another node takes it later");
            }
            Err(_) => {
                tracing::warn!("the store did not answer when the lease was released; another node takes it later");
            }
        }
    }
}

/// Applies what has changed at every poll interval while a poll is in progress: making a set, and asking the oldest
/// release about it, may take long, and a stolen key must not be used meanwhile.
async fn watch(node: Node, period: Duration, progress: Arc<tokio::sync::Mutex<Progress>>, stop: CancellationToken) {
    let mut turns = every(period / 2);
    let looking = async {
        loop {
            // Between two polls: one that takes no time is over by then.
            turns.tick().await;
            turns.tick().await;
            if progress.try_lock().is_err() {
                // A failure is logged by the poll that is in progress, or by the next one.
                let _ = node.apply_changes().await;
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = looking => {}
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = tokio::time::interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// The name by which other nodes know this one: that of its journal in manifests, so that a node keeps its name after a
/// restart, or a random one if there is no journal.
fn name(node: &Node, instance: [u8; 8]) -> String {
    let at_random = || format!("{:016x}", u64::from_be_bytes(instance));
    node.journal.as_ref().map_or_else(at_random, |journal| journal.node().to_owned())
}
