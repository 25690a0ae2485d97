use std::sync::Arc;
use std::time::Duration;

use haetae_core::UnixTime;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::error::PublishError;
use super::publisher::Publisher;
use crate::clock::Clock;

/// Takes up keys and trust lists that were changed, and publishes what is due, at once, then whenever `poll` has passed or somebody wakes the publisher, until `stop`. A failure is
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
        take_up(publisher, clock.now()).await;
        // On every node, whichever of them publishes: a stolen key must not be used anywhere.
        if let Err(error) = publisher.heed_withdrawals().await {
            tracing::debug!(%error, "whether keys were withdrawn is not known");
        }
        let result = publisher.refresh(clock.now()).await;
        report(&result);
        failing = log(&result, failing);
    }
}

/// Puts changed keys and trust lists in force.
async fn take_up(publisher: &Publisher, now: UnixTime) {
    let signing = Arc::clone(publisher.signing());
    // Opening keys may take a second.
    match tokio::task::spawn_blocking(move || signing.look(now).map(|new| new.then(|| signing.load()))).await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(signing))) => {
            let (version, keys) = (signing.list.version, signing.custody.kids().len());
            tracing::info!(version, keys, "other keys or another trust list are in force");
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "keys or trust list were changed and cannot be used; those before are still in force");
        }
        Err(error) => tracing::error!(%error, "the look for changed keys ended before its time"),
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
