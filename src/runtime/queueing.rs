//! Keeps the waiting room of a node up to date while it runs.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Node, RuntimeStatus, every};
use crate::queue::Duty;

/// The time between two ticks: rates are people a second.
const TICK: Duration = Duration::from_secs(1);

/// Counts and, while this node holds the lease and its clock agrees, lets people in: each second, until `stop`.
pub(super) async fn keep_queue(node: Node, status: RuntimeStatus, name: String, stop: CancellationToken) {
    let mut ticks = every(TICK);
    let mut failing = None;
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            _ = ticks.tick() => {}
        }
        let duty = Duty {
            node: &name,
            moves: status.publishes() && status.clock().disagreement().is_none(),
            answered: node.limits.load().answered,
            is_pressed: node.limits.is_pressed(),
        };
        let failure = node.queue.tick(duty).await.err().map(|error| error.to_string());
        // When it begins or changes, not each second.
        if let Some(error) = &failure
            && failing != failure
        {
            tracing::error!(%error, "the waiting room cannot be kept up to date; nobody loses their place");
        }
        failing = failure;
    }
}
