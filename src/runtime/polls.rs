//! One poll of a running node.

use super::Runtime;
use super::clock_watch::Verdict;
use super::expiry::{Expiry, LevelChange, Watch};
use super::renewing::Renewing;
use crate::publishing::PublishError;

/// What a node remembers from one poll to the next.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The failure of the last poll.
    failing: Option<String>,
    expiry: Watch,
    renewing: Renewing,
}

impl Runtime {
    /// Polls the store once, publishes what is due while this node holds the lease and its clock agrees, and otherwise
    /// serves what another node has published. Before that it reloads signing and applies withdrawals. With
    /// `renews_lease` it also renews the lease and looks at the other nodes' clocks. A failure is logged and ends
    /// nothing: what was published is still served, and the next poll tries again.
    pub async fn poll(&self, renews_lease: bool) {
        let mut progress = self.progress.lock().await;
        let (node, status) = (&self.node, &self.status);
        let signed = node.publisher.served().map(|served| served.contents.issued);
        progress.renewing.renew(node, status.clock().erasing_day(signed)).await;
        let result = self.publish(renews_lease, progress.failing.is_none()).await;
        let expiry = Expiry::of(&node.publisher, &node.issuer, node.clock.now());
        progress.expiry.changes(&expiry).iter().for_each(LevelChange::log);
        status.polled(&result, renews_lease);
        progress.failing = log(&result, progress.failing.take());
    }

    /// `works` says whether the last poll did.
    async fn publish(&self, renews_lease: bool, works: bool) -> Result<bool, PublishError> {
        let (publisher, lease, clock) = (&self.node.publisher, self.status.lease(), self.status.clock());
        // On every node, not only on the one that publishes: a stolen key must not be used anywhere.
        let changes = self.node.apply_changes().await?;
        let agreed = clock.disagreement().is_none();
        if renews_lease {
            // While its clock disagrees it does not renew the lease, so that another node can try.
            lease.poll(works && agreed).await?;
        }
        // The clock is compared with the newest manifest, whoever signed it.
        let followed = publisher.follow_after(changes).await;
        let manifest = publisher.served().map(|served| (served.contents.version, served.contents.issued));
        let (now, verdict) = clock.poll(manifest, renews_lease).await?;
        let disagrees = matches!(verdict, Verdict::Disagree(_));
        self.node.queue.believe_clock(!disagrees);
        self.node.eligibility.believe_clock(!disagrees);
        if renews_lease || (agreed && disagrees) {
            clock.witness().await?;
        }
        // A database that was restored has not heard of what the journal got since: that is still to be brought back.
        if renews_lease && !changes.reconcile_due {
            publisher.store_journal_head().await?;
        }
        if renews_lease && verdict == Verdict::Sign {
            publisher.attest_journal(now).await?;
        }
        let published = if verdict == Verdict::Sign && lease.is_held() {
            publisher.refresh_after(changes, now).await
        } else {
            followed.map(|()| false)
        };
        // Whatever came of it: what is served may still be wrong.
        self.status.rules().poll(self.node.store.as_ref(), publisher, changes, now).await?;
        self.node.eligibility.refresh().await?;
        published
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
