//! A scenario, as its file says it.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The seconds that a client waits for an answer, where the scenario does not say.
const PATIENCE: u64 = 20;

/// What is broken, in which order, and what clients see of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// The name of its file.
    #[serde(skip)]
    pub(crate) name: String,
    /// How many clients issue and revoke all the time.
    pub(crate) clients: usize,
    /// How many seconds a client waits for a node before it asks another one.
    #[serde(default = "patience")]
    pub(crate) patience: u64,
    /// Whether there are more clients than the nodes may be able to answer: then a node may say that it is full at any
    /// time.
    #[serde(skip)]
    pub(crate) crowded: bool,
    /// One after the other, with a steady state before and after each.
    pub(crate) faults: Vec<Fault>,
}

/// Something that is broken, and then repaired.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// What is promised, in words.
    pub(crate) promise: String,
    /// What is broken, all at once.
    pub(crate) parts: Vec<Part>,
    /// How.
    pub(crate) how: How,
    /// The milliseconds of what is slow or paused.
    #[serde(default)]
    pub(crate) milliseconds: u64,
    /// How many requests end before it is repaired, at least; and so many that each kind is among them.
    pub(crate) requests: usize,
    /// Whether no client can reach any node meanwhile.
    #[serde(default)]
    pub(crate) unreachable: bool,
    /// What becomes of requests for passes.
    pub(crate) passes: Expected,
    /// What becomes of revocations.
    pub(crate) revocations: Expected,
    /// What becomes of requests for what scanners need.
    pub(crate) trust: Expected,
}

/// What is broken of a cluster, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breaking<'fault> {
    /// All at once.
    pub(crate) parts: &'fault [Part],
    pub(crate) how: How,
    /// Of what is slow or paused.
    pub(crate) milliseconds: u64,
}

impl Fault {
    /// What it breaks.
    pub(crate) fn breaking(&self) -> Breaking<'_> {
        Breaking { parts: &self.parts, how: self.how, milliseconds: self.milliseconds }
    }
}

/// A part of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Part {
    #[serde(rename = "node-1")]
    Node1,
    #[serde(rename = "node-2")]
    Node2,
    #[serde(rename = "node-3")]
    Node3,
    Postgresql,
    Redis,
    /// What is between clients and the first node.
    #[serde(rename = "clients-to-node-1")]
    ClientsToNode1,
    /// What is between the first node and PostgreSQL.
    #[serde(rename = "node-1-to-postgresql")]
    Node1ToPostgresql,
    /// What is between the first node and Redis.
    #[serde(rename = "node-1-to-redis")]
    Node1ToRedis,
}

impl Part {
    /// Its place among the nodes, if it is one.
    pub(crate) const fn node(self) -> Option<usize> {
        match self {
            Self::Node1 => Some(0),
            Self::Node2 => Some(1),
            Self::Node3 => Some(2),
            _ => None,
        }
    }
}

/// How something is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum How {
    /// SIGKILL. A database server is killed with all its processes.
    Kill,
    /// SIGTERM; of PostgreSQL, `pg_ctl stop -m immediate`.
    Stop,
    /// SIGSTOP.
    Hang,
    /// `CLIENT PAUSE`.
    Pause,
    /// `FLUSHALL`.
    Empty,
    /// No memory is left.
    Full,
    /// It is the replica of a server that is not there.
    ReadOnly,
    /// Connections end, and there are no new ones.
    Cut,
    /// Connections stay open, and nothing passes.
    HalfOpen,
    /// Each piece comes late.
    Slow,
    /// What is asked arrives, and the reply does not.
    WithoutReplies,
}

/// What becomes of requests while something is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Expected {
    /// Each gets its answer.
    Answered,
    /// Each gets a clear "not now".
    NotNow,
    /// Each gets one or the other.
    Either,
}

impl Scenario {
    /// Reads `scenarios/NAME.toml`.
    pub(crate) fn named(name: &str) -> Self {
        let read: Self = read(name);
        assert!(read.clients > 0 && !read.faults.is_empty(), "{name} breaks nothing");
        Self { name: name.to_owned(), ..read }
    }

    /// The same with as many faults and clients as `HAETAE_FAULT_KILLS` and `HAETAE_FAULT_CLIENTS` say: the faults come
    /// again from the first one on. To more clients than the scenario has, "not now" may be said at any time, because
    /// they may be more than the nodes can answer.
    pub(crate) fn with_environment(self) -> Self {
        let kills = from_environment("HAETAE_FAULT_KILLS", self.faults.len());
        let clients = from_environment("HAETAE_FAULT_CLIENTS", self.clients);
        let crowded = clients > self.clients;
        let judged = |fault: &Fault| {
            let mut fault = fault.clone();
            for expected in [&mut fault.passes, &mut fault.revocations, &mut fault.trust] {
                if crowded && *expected == Expected::Answered {
                    *expected = Expected::Either;
                }
            }
            fault
        };
        let faults = self.faults.iter().cycle().take(kills).map(judged).collect();
        Self { clients, crowded, faults, ..self }
    }
}

/// Reads `scenarios/NAME.toml`.
pub(crate) fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/scenarios").join(format!("{name}.toml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A number that the environment may set.
pub(crate) fn from_environment(name: &str, usual: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
        Err(_) => usual,
    }
}

const fn patience() -> u64 {
    PATIENCE
}
