//! Keeps the waiting room of a node up to date while it runs.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{GIVE_UP_TIMEOUT, Node, RuntimeStatus, every};
use crate::queue::Duty;

/// The time between two ticks: rates are people a second.
const TICK: Duration = Duration::from_secs(1);

/// Counts and, while this node holds the lease and its clock agrees, lets people in: each second, until `stop`. What
/// was counted by then is added to the others' counts.
pub(super) async fn keep_queue(node: Node, status: RuntimeStatus, name: String, stop: CancellationToken) {
    let duty = |moves| Duty {
        node: &name,
        moves,
        answered: node.limits.load().answered,
        is_pressed: node.limits.is_pressed(),
    };
    let mut ticks = every(TICK);
    let mut failing = None;
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            _ = ticks.tick() => {}
        }
        let moves = status.publishes() && status.clock().disagreement().is_none();
        let failure = node.queue.tick(duty(moves)).await.err().map(|error| error.to_string());
        // When it begins or changes, not each second.
        if let Some(error) = &failure
            && failing != failure
        {
            tracing::error!(%error, "the waiting room cannot be kept up to date; nobody loses their place");
        }
        failing = failure;
    }
    match tokio::time::timeout(GIVE_UP_TIMEOUT, node.queue.tick(duty(false))).await {
        Ok(Ok(())) => {}
        Ok(Err(_)) | Err(_) => tracing::warn!("who joined in the last second was not counted; they keep their places"),
    }
}
