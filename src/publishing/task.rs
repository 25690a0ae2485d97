use std::sync::Arc;
use std::time::Duration;

use haetae_core::UnixTime;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::duty::{Duty, LOOKS_IN_A_LEASE};
use super::error::PublishError;
use super::publisher::Publisher;
use crate::clock::Clock;

/// A stopping node waits no longer for the store to hear that it gives up the duty.
const FAREWELL: Duration = Duration::from_secs(2);

/// How often the publisher looks at the store.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The time between two looks for something to publish.
    pub poll: Duration,
    /// The time after which the duty of a silent node is taken over.
    pub lease: Duration,
}

/// Takes up keys and trust lists that were changed, heeds withdrawn keys, publishes what is due while this node has the `duty`, and serves what another has published while it has not: at once,
/// then whenever a poll has passed or somebody wakes the publisher, until `stop`. A failure is logged and ends nothing: what
/// was published is still served, and the next look tries again. Each result goes to `report` besides. At the end the duty
/// is given up.
pub async fn keep_published(
    publisher: &Publisher,
    duty: &Duty,
    clock: &dyn Clock,
    pace: Pace,
    stop: CancellationToken,
    mut report: impl FnMut(&Result<bool, PublishError>),
) {
    let (mut looks, mut polls) = (every(pace.lease / LOOKS_IN_A_LEASE), every(pace.poll));
    let mut failing: Option<String> = None;
    loop {
        let is_look = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            _ = looks.tick() => true,
            _ = polls.tick() => false,
            () = publisher.woken() => false,
        };
        take_up(publisher, clock.now()).await;
        // On every node, whichever of them publishes: a stolen key must not be used anywhere.
        if let Err(error) = publisher.heed_withdrawals().await {
            tracing::debug!(%error, "whether keys were withdrawn is not known");
        }
        let result = step(publisher, duty, clock, is_look.then_some(failing.is_none())).await;
        report(&result);
        failing = log(&result, failing);
    }
    match tokio::time::timeout(FAREWELL, duty.give_up()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::warn!(%error, "the duty to publish could not be given up; another node takes it later");
        }
        Err(_) => {
            tracing::warn!("the store did not hear that the duty to publish is given up; another node takes it later");
        }
    }
}

/// One look at the store; with `works`, also at who has the duty.
async fn step(
    publisher: &Publisher,
    duty: &Duty,
    clock: &dyn Clock,
    works: Option<bool>,
) -> Result<bool, PublishError> {
    if let Some(works) = works {
        duty.look(works).await?;
        publisher.tell_journal_head().await?;
    }
    if duty.is_held() { publisher.refresh(clock.now()).await } else { publisher.follow().await.map(|()| false) }
}

fn every(period: Duration) -> Interval {
    let mut interval = tokio::time::interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// Puts changed keys and trust lists in force.
async fn take_up(publisher: &Publisher, now: UnixTime) {
    let signing = Arc::clone(publisher.signing());
    // Opening keys may take a second.
    let looked = tokio::task::spawn_blocking(move || {
        match signing.erase_status_keys(now) {
            Ok(false) => {}
            Ok(true) => tracing::info!("erased the status keys whose days are 28 days over"),
            Err(error) => tracing::error!(%error, "old status keys could not be erased"),
        }
        signing.look(now).map(|new| new.then(|| signing.load()))
    });
    match looked.await {
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
