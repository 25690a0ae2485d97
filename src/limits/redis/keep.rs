//! Keeps the connection: makes it, probes it, and counts the nodes. It works in a task of its own, so that no request
//! of a partner waits for a connection or is a probe.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use redis::FromRedisValue as _;
use tokio::time::MissedTickBehavior;

use super::link::Link;
use super::script::Script;
use super::servers::Servers;
use super::status::State;
use super::trouble::Trouble;

/// How often a lost connection is made anew, and Redis is probed.
const PROBE: Duration = Duration::from_secs(1);
/// After each so many probes without any success the connection is made anew: its other end may have vanished in
/// silence.
const PATIENCE: u32 = 3;
/// A node that has not said for so long that it is there is no longer counted.
const NODE_LIFE: Duration = Duration::from_secs(60);
/// So many probes are in [`NODE_LIFE`].
const PROBES_IN_LIFE: usize = 60;

/// The keeper of a connection.
#[derive(Debug)]
pub(super) struct Keeper {
    link: Arc<Link>,
    name: String,
    join: Script,
    /// How many connections it has made.
    made: u64,
    /// How many calls had succeeded at the last probe.
    good: u64,
    /// How many nodes the latest probes have seen.
    seen: std::collections::VecDeque<u32>,
    logged: Option<State>,
}

impl Keeper {
    pub(super) fn new(link: Arc<Link>, name: String) -> Self {
        let seen = std::collections::VecDeque::new();
        Self { link, name, join: Script::join(), made: 0, good: 0, seen, logged: None }
    }

    /// Works until its task is ended.
    pub(super) async fn run(mut self) {
        let mut ticks = tokio::time::interval(PROBE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = self.link.lost.notified() => {}
            }
            let trouble = self.tend().await.err();
            self.log(trouble.as_deref());
        }
    }

    async fn tend(&mut self) -> Result<(), String> {
        if self.link.connection().is_none() {
            let connection = self.link.servers.connect().await.map_err(|error| error.to_string())?;
            self.made += 1;
            self.link.take(connection, self.made);
        }
        let joined = self.join().await;
        let mut probed = joined.is_ok();
        for lane in self.link.breaker.open_lanes() {
            // The keys of a lane are where a partner of this name has its own.
            if self.probe(&self.link.key(&lane, "probe")).await.is_ok() {
                self.link.breaker.close(&lane);
                probed = true;
            }
        }
        let good = self.link.tally.good();
        let failed = self.link.probed(probed || good > self.good);
        self.good = good;
        if failed > 0 && failed.is_multiple_of(PATIENCE) {
            self.link.give_up(None);
        }
        joined.map_err(|trouble| trouble.as_str().to_owned())
    }

    async fn join(&mut self) -> Result<(), Trouble> {
        let nodes = self.probe(&format!("{}:nodes", self.link.servers.prefix)).await?;
        // The most of the latest probes: a Redis that was emptied sees the others only after a while.
        self.seen.push_back(nodes);
        if self.seen.len() > PROBES_IN_LIFE {
            self.seen.pop_front();
        }
        let most = self.seen.iter().copied().max().unwrap_or_default();
        self.link.nodes.store(most.max(self.link.servers.nodes), Ordering::Relaxed);
        Ok(())
    }

    /// Writes, so that it also fails where Redis is full or a replica.
    async fn probe(&self, key: &str) -> Result<u32, Trouble> {
        let arguments = [self.name.clone(), NODE_LIFE.as_micros().to_string()];
        let value = self.link.within_deadline(&self.join, &[key.to_owned()], &arguments).await?;
        u32::from_redis_value(value).map_err(|_| Trouble::Other)
    }

    /// Says once what has changed.
    fn log(&mut self, trouble: Option<&str>) {
        let state = if trouble.is_some() && self.link.connection().is_none() { State::Down } else { self.link.state() };
        if self.logged == Some(state) {
            return;
        }
        let servers: &Servers = &self.link.servers;
        let nodes = self.link.nodes.load(Ordering::Relaxed);
        let why = trouble.or_else(|| self.link.tally.latest().map(Trouble::as_str)).unwrap_or_default();
        match state {
            State::Up => tracing::info!(redis = servers.names(), "nodes count partners' requests together, in Redis"),
            State::Partly => tracing::warn!(
                redis = servers.names(),
                why,
                nodes,
                "a part of the Redis Cluster does not count: this node counts its share of those partners' limits alone"
            ),
            State::Down => tracing::warn!(
                redis = servers.names(),
                why,
                nodes,
                "Redis does not count: this node counts its share of partners' limits alone"
            ),
        }
        self.logged = Some(state);
    }
}
