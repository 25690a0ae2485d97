use std::time::Duration;

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::error::PublishError;
use super::publisher::Publisher;
use crate::clock::Clock;

/// Publishes what is due, at once, then whenever `poll` has passed or somebody wakes the publisher, until `stop`. A failure is
/// logged and ends nothing: what was published is still served, and the next look tries again. Each result goes to
/// `report` besides.
pub async fn keep_published(
    publisher: &Publisher,
    clock: &dyn Clock,
    poll: Duration,
    stop: CancellationToken,
    mut report: impl FnMut(&Result<bool, PublishError>),
) {
    let mut polls = tokio::time::interval(poll);
    polls.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing: Option<String> = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = polls.tick() => {}
            () = publisher.woken() => {}
        }
        let result = publisher.refresh(clock.now()).await;
        report(&result);
        failing = log(&result, failing);
    }
}

/// Logs a failure when it begins or changes, not each time that it goes on. Returns the failure that goes on.
fn log(result: &Result<bool, PublishError>, failing: Option<String>) -> Option<String> {
    match result {
        Ok(published) => {
            if *published {
                tracing::info!("published a new manifest");
            }
            if failing.is_some() {
                tracing::info!("publishing works again");
            }
            None
        }
        Err(PublishError::Overtaken) => {
            tracing::debug!("another node published first");
            failing
        }
        Err(error) => {
            let failure = error.to_string();
            if failing.as_ref() != Some(&failure) {
                tracing::error!(error = %failure, "nothing could be published; what was published before is still served");
            }
            Some(failure)
        }
    }
}
