//! A node: connects its parts, and runs its background tasks. A running node has a name, publishes while it holds the
//! lease, and watches how close to expiry everything is that must be renewed.

pub mod expiry;
pub mod installation;
mod lease;
mod node;
mod publishing_task;
pub mod reconciling;
mod status;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

pub use lease::{LeaseKeeper, POLLS_IN_A_LEASE};
pub use node::{Node, OpenError};
pub use publishing_task::Intervals;
pub use status::{PublishFailures, RuntimeStatus};

use expiry::{Expiry, LevelChange, Watch};

/// A running node.
#[derive(Debug)]
pub struct Runtime {
    node: Node,
    intervals: Intervals,
    status: RuntimeStatus,
}

impl Runtime {
    /// A node that polls its store at these intervals. `instance` are random bytes, new with each start.
    pub fn new(node: Node, intervals: Intervals, instance: [u8; 8]) -> Self {
        let store = Arc::clone(&node.store);
        let status = RuntimeStatus::new(LeaseKeeper::new(name(&node, instance), store));
        Self { node, intervals, status }
    }

    /// The node.
    pub const fn node(&self) -> &Node {
        &self.node
    }

    /// Its status while it runs.
    pub const fn status(&self) -> &RuntimeStatus {
        &self.status
    }

    /// Publishes what is due, or follows the node that does, until `stop`.
    pub async fn run(&self, stop: CancellationToken) {
        let (node, status) = (&self.node, &self.status);
        let mut watch = Watch::default();
        let report = |result: &Result<bool, _>, written: bool| {
            let expiry = Expiry::of(&node.publisher, &node.issuer, node.clock.now());
            watch.changes(&expiry).iter().for_each(LevelChange::log);
            status.polled(result, written);
        };
        let (publisher, clock) = (&node.publisher, &*node.clock);
        publishing_task::keep_published(publisher, status.lease(), clock, self.intervals, stop, report).await;
    }
}

/// The name by which other nodes know this one: that of its journal in manifests, so that a node keeps its name after a
/// restart, or a random one if there is no journal.
fn name(node: &Node, instance: [u8; 8]) -> String {
    let at_random = || format!("{:016x}", u64::from_be_bytes(instance));
    node.journal.as_ref().map_or_else(at_random, |journal| journal.node().to_owned())
}
