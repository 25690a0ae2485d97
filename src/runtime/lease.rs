//! Which of the nodes that share a store publishes: one at a time. Without a lease each of them would sign the same set in the
//! same second, and all but one would find that they had been overtaken. Nothing is unsafe where two nodes hold the lease
//! at once, since the store takes a set only in the place of the one that it follows.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::{Lease, NodeStore, StoreError};

#[cfg(test)]
mod tests;

/// How often a holder renews the lease within its time.
pub const POLLS_IN_A_LEASE: u32 = 3;

/// This node's part in the lease. The holder renews it three times within the time of the lease; a node that sees no renewal for
/// all of that time takes it. So a holder that dies is replaced after one lease at the earliest and a third more at the latest.
///
/// No clock is compared with another: each node counts its own polls, a third of a lease apart, in which the lease has not
/// changed. A node whose clock is wrong neither keeps the lease too long nor takes it too early.
pub struct LeaseKeeper {
    node: String,
    store: Arc<dyn NodeStore>,
    seen: Mutex<Seen>,
}

/// The lease that was seen last.
#[derive(Clone, Debug, Default)]
struct Seen {
    lease: Lease,
    /// How many polls have found it unchanged.
    unchanged: u32,
}

impl LeaseKeeper {
    /// The part of the node of this name, which must be its own.
    pub fn new(node: String, store: Arc<dyn NodeStore>) -> Self {
        Self { node, store, seen: Mutex::default() }
    }

    /// Whether this node publishes, as far as it knows.
    pub fn is_held(&self) -> bool {
        self.is_own(&self.seen().lease)
    }

    /// The name of the node that publishes, as far as this one knows.
    pub fn holder(&self) -> Option<String> {
        self.seen().lease.holder
    }

    /// Reads the lease, takes it where no node holds it, and renews it where this node does. To be called every third of a
    /// lease. A holder for which publishing does not work (`works`) does not renew it, so that another can try.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: this node knows what it knew before.
    pub async fn poll(&self, works: bool) -> Result<(), StoreError> {
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

    /// Leaves the lease to the node that polls next, if this node holds it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: another node takes the lease when its time has passed.
    pub async fn give_up(&self) -> Result<(), StoreError> {
        let lease = self.seen().lease;
        if self.is_own(&lease) && self.store.pass_lease(None, lease.epoch).await? {
            tracing::info!(node = self.node, "this node leaves publishing to others");
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
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen { lease, unchanged };
    }
}

impl fmt::Debug for LeaseKeeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LeaseKeeper").field("node", &self.node).finish_non_exhaustive()
    }
}
