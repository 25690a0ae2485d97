//! Decides which of the nodes that share a store publishes: one at a time. Without a lease all of them would sign the
//! same set in the same second, and all but one would be overtaken. It is safe if two nodes hold the lease at once,
//! since the store accepts a set only as the successor of the one that it follows.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::{Lease, NodeStore, StoreError};

#[cfg(test)]
mod tests;

/// How often a holder renews the lease within its time.
pub const POLLS_IN_A_LEASE: u32 = 3;

/// This node's view of the lease. The holder renews it three times within the time of the lease; a node that sees no
/// renewal for all of that time takes it. So a holder that dies is replaced after one lease at the earliest and a third
/// more at the latest.
///
/// No clock is compared with another: each node counts its own polls, a third of a lease apart, in which the lease has
/// not changed. A node whose clock is wrong neither keeps the lease too long nor takes it too early.
pub struct LeaseKeeper {
    node: String,
    store: Arc<dyn NodeStore>,
    seen: Mutex<Seen>,
}

/// The lease as it was read last.
#[derive(Clone, Debug, Default)]
struct Seen {
    lease: Lease,
    /// How many polls have found it unchanged.
    unchanged: u32,
    /// How many polls in a row have failed.
    failed: u32,
}

impl LeaseKeeper {
    /// The view of the node of this name, which must be unique.
    pub fn new(node: String, store: Arc<dyn NodeStore>) -> Self {
        Self { node, store, seen: Mutex::default() }
    }

    /// The name of this node.
    pub(super) fn node(&self) -> &str {
        &self.node
    }

    /// Whether this node publishes, as far as it knows.
    pub fn is_held(&self) -> bool {
        self.is_own(&self.seen().lease)
    }

    /// The name of the node that publishes, as far as this one knows.
    pub fn holder(&self) -> Option<String> {
        self.seen().lease.holder
    }

    /// Reads the lease, takes it if no node holds it, and renews it if this node does. To be called three times per
    /// lease time. A holder that cannot publish (`works` is false) does not renew it, so that another node can try.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: the view of this node is unchanged, until the store has failed for the time of a lease. Then
    /// this node does not hold the lease any more.
    pub async fn poll(&self, works: bool) -> Result<(), StoreError> {
        let polled = self.try_poll(works).await;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.failed = if polled.is_err() { seen.failed.saturating_add(1) } else { 0 };
        if seen.failed >= POLLS_IN_A_LEASE && self.is_own(&seen.lease) {
            tracing::warn!(
                node = self.node,
                "the store has failed for a whole lease: this node publishes no more until it works"
            );
            seen.lease = Lease::default();
        }
        polled
    }

    async fn try_poll(&self, works: bool) -> Result<(), StoreError> {
        let lease = self.store.lease().await?;
        let seen = self.seen();
        let unchanged = if seen.lease == lease { seen.unchanged.saturating_add(1) } else { 0 };
        let (held, is_own) = (self.is_own(&seen.lease), self.is_own(&lease));
        self.remember(lease.clone(), unchanged);
        if held && !is_own {
            tracing::warn!(holder = lease.holder, "another node publishes now");
        }
        let takes = lease.holder.is_none() || (is_own && works) || (!is_own && unchanged >= POLLS_IN_A_LEASE);
        if takes && self.store.pass_lease(Some(&self.node), lease.epoch).await? {
            self.remember(Lease { holder: Some(self.node.clone()), epoch: lease.epoch.saturating_add(1) }, 0);
            if !is_own {
                tracing::info!(node = self.node, from = lease.holder, "this node publishes from now on");
            }
        }
        Ok(())
    }

    /// Releases the lease to the node that polls next, if this node holds it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: another node takes the lease when its time has passed.
    pub async fn give_up(&self) -> Result<(), StoreError> {
        let lease = self.seen().lease;
        if self.is_own(&lease) && self.store.pass_lease(None, lease.epoch).await? {
            tracing::info!(node = self.node, "this node has released the lease to publish");
        }
        self.remember(Lease::default(), 0);
        Ok(())
    }

    fn is_own(&self, lease: &Lease) -> bool {
        lease.holder.as_ref() == Some(&self.node)
    }

    fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, lease: Lease, unchanged: u32) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        (seen.lease, seen.unchanged) = (lease, unchanged);
    }
}

impl fmt::Debug for LeaseKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeaseKeeper").field("node", &self.node).finish_non_exhaustive()
    }
}
