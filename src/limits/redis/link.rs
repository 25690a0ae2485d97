//! The connection to Redis: who asks never connects, and never waits longer than the deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use redis::{RedisError, Value};
use tokio::sync::{Notify, watch};

use super::breaker::Breaker;
use super::script::Script;
use super::servers::{Connection, Servers};
use super::status::{State, Status, Tally};
use super::trouble::Trouble;
use crate::config::RedisMode;

/// After so many probes in a row without a success of anybody, Redis counts as down. One alone may have been late.
const DOWN_AFTER: u32 = 2;

/// The lane of a server that has all keys.
const EVERYTHING: &str = "all";

/// A connection, which [`keep`](super::keep) makes and renews.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) servers: Servers,
    pub(super) breaker: Breaker,
    pub(super) tally: Tally,
    pub(super) lost: Notify,
    /// Among how many nodes limits are divided while Redis does not count.
    pub(super) nodes: AtomicU32,
    /// Probes in a row without a success of anybody. At the start nobody has had one.
    failed_probes: AtomicU32,
    current: watch::Sender<Option<Numbered>>,
}

/// A connection and its number, which distinguishes one that broke from its successor.
#[derive(Clone)]
struct Numbered {
    number: u64,
    connection: Connection,
}

impl Link {
    pub(super) fn new(servers: Servers) -> Arc<Self> {
        let nodes = AtomicU32::new(servers.nodes);
        Arc::new(Self {
            servers,
            breaker: Breaker::default(),
            tally: Tally::default(),
            lost: Notify::new(),
            nodes,
            failed_probes: AtomicU32::new(DOWN_AFTER),
            current: watch::Sender::new(None),
        })
    }

    /// The lane of a partner: what fails and works together with its keys.
    pub(super) fn lane<'l>(&self, partner: &'l str) -> &'l str {
        if self.servers.mode == RedisMode::Cluster { partner } else { EVERYTHING }
    }

    /// The name of a key of a partner. What is in braces chooses the shard of a Cluster: all of a partner's keys are on
    /// one, as a script needs them.
    pub(super) fn key(&self, partner: &str, name: &str) -> String {
        format!("{}:{{{partner}}}:{name}", self.servers.prefix)
    }

    /// Runs a script for a partner within the deadline. If the connection breaks, it is run once more on the next one.
    pub(super) async fn run(
        &self,
        partner: &str,
        script: &Script,
        keys: &[String],
        arguments: &[String],
    ) -> Result<Value, Trouble> {
        let lane = self.lane(partner);
        let outcome = if self.breaker.is_closed(lane) {
            self.within_deadline(script, keys, arguments).await
        } else {
            Err(Trouble::Open)
        };
        if outcome.as_ref().err().is_none_or(|trouble| trouble.counts()) {
            self.breaker.note(lane, outcome.is_ok());
        }
        self.tally.note(&outcome);
        outcome
    }

    /// The same whatever the breaker says, and without a word to it.
    pub(super) async fn within_deadline(
        &self,
        script: &Script,
        keys: &[String],
        arguments: &[String],
    ) -> Result<Value, Trouble> {
        let mut trouble = Trouble::Late;
        let run = self.run_twice(&mut trouble, script, keys, arguments);
        let outcome = tokio::time::timeout(self.servers.deadline, run).await;
        outcome.unwrap_or(Err(trouble))
    }

    /// `trouble` becomes that of the first attempt, if the deadline ends the second.
    async fn run_twice(
        &self,
        trouble: &mut Trouble,
        script: &Script,
        keys: &[String],
        arguments: &[String],
    ) -> Result<Value, Trouble> {
        let mut connections = self.current.subscribe();
        let Some(mut first) = connections.borrow_and_update().clone() else { return Err(Trouble::Away) };
        match script.run(&mut first.connection, keys, arguments).await {
            Ok(value) => return Ok(value),
            Err(error) => *trouble = self.trouble(&error, first.number),
        }
        // A Cluster's connection has looked for another node by itself.
        if *trouble != Trouble::Disconnected || self.servers.mode == RedisMode::Cluster {
            return Err(*trouble);
        }
        let is_next = |next: &Option<Numbered>| next.as_ref().is_some_and(|next| next.number > first.number);
        let next = connections.wait_for(is_next).await.ok().and_then(|next| next.clone());
        let Some(mut next) = next else { return Err(*trouble) };
        let again = script.run(&mut next.connection, keys, arguments).await;
        again.map_err(|error| self.trouble(&error, next.number))
    }

    /// What an error means; the connection is given up if it is of no more use.
    fn trouble(&self, error: &RedisError, number: u64) -> Trouble {
        let trouble = Trouble::of(error);
        let is_broken = match self.servers.mode {
            RedisMode::Cluster => false,
            RedisMode::Single => trouble == Trouble::Disconnected,
            // The primary has become a replica: the Sentinels know the next one.
            RedisMode::Sentinel => matches!(trouble, Trouble::Disconnected | Trouble::ReadOnly | Trouble::Unavailable),
        };
        if is_broken {
            self.give_up(Some(number));
        }
        trouble
    }

    /// Gives the connection up: this one, or with `None` whichever it is.
    pub(super) fn give_up(&self, number: Option<u64>) {
        let is_given_up = self.current.send_if_modified(|current| {
            let is_it = current.as_ref().is_some_and(|current| number.is_none_or(|number| current.number == number));
            if is_it {
                *current = None;
            }
            is_it
        });
        if is_given_up {
            self.lost.notify_one();
        }
    }

    pub(super) fn take(&self, connection: Connection, number: u64) {
        self.current.send_replace(Some(Numbered { number, connection }));
    }

    pub(super) fn connection(&self) -> Option<Connection> {
        self.current.borrow().as_ref().map(|current| current.connection.clone())
    }

    /// Whether anybody had a success since the last probe, or the probe itself. Returns how many in a row had none.
    pub(super) fn probed(&self, is_good: bool) -> u32 {
        let failed = if is_good { 0 } else { self.failed_probes.load(Ordering::Relaxed).saturating_add(1) };
        self.failed_probes.store(failed, Ordering::Relaxed);
        failed
    }

    pub(super) fn state(&self) -> State {
        let fails = !self.breaker.open_lanes().is_empty() || self.failed_probes.load(Ordering::Relaxed) >= DOWN_AFTER;
        match (self.current.borrow().is_some(), self.servers.mode) {
            (false, _) => State::Down,
            (true, _) if !fails => State::Up,
            (true, RedisMode::Cluster) => State::Partly,
            (true, _) => State::Down,
        }
    }

    pub(super) fn status(&self) -> Status {
        Status {
            state: self.state(),
            trouble: self.tally.latest(),
            calls: self.tally.calls(),
            fallbacks: self.tally.fallbacks(),
            nodes: self.nodes.load(Ordering::Relaxed),
        }
    }
}

impl std::fmt::Debug for Numbered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Numbered").field(&self.number).finish()
    }
}
