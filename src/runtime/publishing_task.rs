use std::sync::Arc;
use std::time::Duration;

use haetae_core::UnixTime;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::lease::{LeaseKeeper, POLLS_IN_A_LEASE};
use crate::clock::Clock;
use crate::publishing::{PublishError, Publisher};

/// A stopping node waits no longer than this for the store to end its lease.
const GIVE_UP_TIMEOUT: Duration = Duration::from_secs(2);

/// How often a node polls the store.
#[derive(Clone, Copy, Debug)]
pub struct Intervals {
    /// The time between two polls for something to publish.
    pub poll: Duration,
    /// The time after which another node takes the lease of a silent one.
    pub lease: Duration,
}

/// Publishes what is due while this node holds the `lease`, and otherwise serves what another node has published: at
/// once, then at every poll interval or when the publisher is woken, until `stop`. Before each poll it reloads signing
/// and applies withdrawals. A failure is logged and ends nothing: what was published is still served, and the next poll
/// tries again. Each result also goes to `report`, with whether
/// the lease was polled too. At the end the lease is released.
pub(super) async fn keep_published(
    publisher: &Publisher,
    lease: &LeaseKeeper,
    clock: &dyn Clock,
    intervals: Intervals,
    stop: CancellationToken,
    mut report: impl FnMut(&Result<bool, PublishError>, bool),
) {
    let (mut lease_polls, mut polls) = (every(intervals.lease / POLLS_IN_A_LEASE), every(intervals.poll));
    let mut failing: Option<String> = None;
    loop {
        let renews_lease = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            _ = lease_polls.tick() => true,
            _ = polls.tick() => false,
            () = publisher.woken() => false,
        };
        reload_signing(publisher, clock.now()).await;
        let result = poll(publisher, lease, clock, renews_lease.then_some(failing.is_none())).await;
        report(&result, renews_lease);
        failing = log(&result, failing);
    }
    match tokio::time::timeout(GIVE_UP_TIMEOUT, lease.give_up()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::warn!(%error, "the lease could not be released; another node takes it later");
        }
        Err(_) => {
            tracing::warn!("the store did not answer when the lease was released; another node takes it later");
        }
    }
}

/// One poll of the store; with `works`, the lease is also renewed.
async fn poll(
    publisher: &Publisher,
    lease: &LeaseKeeper,
    clock: &dyn Clock,
    works: Option<bool>,
) -> Result<bool, PublishError> {
    // On every node, not only on the one that publishes: a stolen key must not be used anywhere.
    let changes = publisher.apply_withdrawals().await?;
    if let Some(works) = works {
        lease.poll(works).await?;
        publisher.store_journal_head().await?;
    }
    if lease.is_held() {
        publisher.refresh_after(changes, clock.now()).await
    } else {
        publisher.follow_after(changes).await.map(|()| false)
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = tokio::time::interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// Reloads signing: changed keys and trust lists.
async fn reload_signing(publisher: &Publisher, now: UnixTime) {
    let signing = Arc::clone(publisher.signing());
    // Opening keys may take a second.
    let reloaded = tokio::task::spawn_blocking(move || {
        match signing.erase_status_keys(now) {
            Ok(false) => {}
            Ok(true) => tracing::info!("erased the status keys whose days are 28 days over"),
            Err(error) => tracing::error!(%error, "old status keys could not be erased"),
        }
        signing.reload_if_changed(now).map(|new| new.then(|| signing.load()))
    });
    match reloaded.await {
        Ok(Ok(None)) => {}
        Ok(Ok(Some(signing))) => {
            let (version, keys) = (signing.list.version, signing.custody.kids().len());
            tracing::info!(version, keys, "new keys or a new trust list are in force");
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "keys or trust list were changed and cannot be used; the previous ones are still in force");
        }
        Err(error) => tracing::error!(%error, "reading changed keys ended unexpectedly"),
    }
}

/// Logs a failure when it begins or changes, not each time that it repeats. Returns the present failure.
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
