use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::canary::Canary;
use super::clock_watch::ClockWatch;
use super::lease::LeaseKeeper;
use super::rules_watch::RulesWatch;
use crate::publishing::PublishError;

/// The status of a running node.
#[derive(Clone, Debug)]
pub struct RuntimeStatus {
    lease: Arc<LeaseKeeper>,
    clock: Arc<ClockWatch>,
    canary: Arc<Canary>,
    rules: Arc<RulesWatch>,
    failures: Arc<Counters>,
}

#[derive(Debug, Default)]
struct Counters {
    all: AtomicU64,
    oldest_release: AtomicU64,
    /// Whether the store has failed since it was last written.
    store: AtomicBool,
}

/// How often publishing has failed since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublishFailures {
    /// Failures of any kind.
    pub all: u64,
    /// Failures because scanners of the oldest supported release would not accept the set, or the release could not be
    /// asked.
    pub oldest_release: u64,
}

impl RuntimeStatus {
    pub(super) fn new(lease: LeaseKeeper, clock: ClockWatch) -> Self {
        let (canary, rules, failures) = (Arc::default(), Arc::default(), Arc::default());
        Self { lease: Arc::new(lease), clock: Arc::new(clock), canary, rules, failures }
    }

    /// Whether this node publishes, as far as it knows.
    pub fn publishes(&self) -> bool {
        self.lease.is_held()
    }

    /// The name of the node that publishes, as far as this one knows.
    pub fn publisher(&self) -> Option<String> {
        self.lease.holder()
    }

    /// Whether the clock of this node can be believed.
    pub fn clock(&self) -> &ClockWatch {
        &self.clock
    }

    /// Whether this node could make a pass and a manifest.
    pub fn canary(&self) -> &Canary {
        &self.canary
    }

    /// The rules in force, and what they say to the canaries.
    pub fn rules(&self) -> &RulesWatch {
        &self.rules
    }

    /// How often publishing has failed.
    pub fn publish_failures(&self) -> PublishFailures {
        let (all, oldest_release) = (&self.failures.all, &self.failures.oldest_release);
        PublishFailures { all: all.load(Ordering::Relaxed), oldest_release: oldest_release.load(Ordering::Relaxed) }
    }

    pub(super) fn lease(&self) -> &LeaseKeeper {
        &self.lease
    }

    /// Whether the store has failed since it was last written: it may answer questions and keep nothing.
    pub fn store_fails(&self) -> bool {
        self.failures.store.load(Ordering::Relaxed)
    }

    /// Notes the result of a poll. A failure of the store ends with the next poll that has also `written` to it.
    pub(super) fn polled(&self, result: &Result<bool, PublishError>, written: bool) {
        let at_the_store = matches!(result, Err(PublishError::Store(_)));
        if at_the_store || written {
            self.failures.store.store(at_the_store, Ordering::Relaxed);
        }
        let Err(error) = result else { return };
        self.failures.all.fetch_add(1, Ordering::Relaxed);
        if matches!(error, PublishError::OldestRelease(_)) {
            self.failures.oldest_release.fetch_add(1, Ordering::Relaxed);
        }
    }
}
