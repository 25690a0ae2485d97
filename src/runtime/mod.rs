//! A node: its parts put together, and what a running one does by itself. It has a name, takes its turn in publishing, and watches
//! how much of its lifetime is left of everything that somebody must renew.

pub mod expiry;
mod lease;
mod node;
mod publishing_task;
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

    /// What can be read of it while it runs.
    pub const fn status(&self) -> &RuntimeStatus {
        &self.status
    }

    /// Publishes what is due, or follows the node that does, until `stop`.
    pub async fn run(&self, stop: CancellationToken) {
        let (node, status) = (&self.node, &self.status);
        let mut watch = Watch::default();
        let report = |result: &Result<bool, _>| {
            let expiry = Expiry::of(&node.publisher, &node.issuer, node.clock.now());
            watch.changes(&expiry).iter().for_each(LevelChange::log);
            if let Err(error) = result {
                status.publish_failed(error);
            }
        };
        let (publisher, clock) = (&node.publisher, &*node.clock);
        publishing_task::keep_published(publisher, status.lease(), clock, self.intervals, stop, report).await;
    }
}

/// By which other nodes know this one: as its journal is named in manifests, so that a node that comes back is known again, or
/// at random where there is no journal.
fn name(node: &Node, instance: [u8; 8]) -> String {
    let at_random = || format!("{:016x}", u64::from_be_bytes(instance));
    node.journal.as_ref().map_or_else(at_random, |journal| journal.node().to_owned())
}
