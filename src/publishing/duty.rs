//! Which of the nodes that share a store publishes. One at a time, for calm: without it each of them would sign the same set at
//! the same second, and all but one would find that they had been overtaken. Nothing is unsafe where two nodes hold the duty
//! at once, since the store takes a set only in the place of the one that it follows.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::store::{DutyTurn, Store, StoreError};

#[cfg(test)]
mod tests;

/// How often a holder gives a sign of life within the time that it may be silent.
pub const LOOKS_IN_A_LEASE: u32 = 3;

/// This node's part in the duty to publish. The holder gives a sign of life three times in a *lease*; who sees none for a whole
/// lease takes the duty over. So a holder that dies is replaced after one lease at the earliest and a third more at the
/// latest.
///
/// No clock is compared with another: each node counts its own looks, a third of a lease apart, at a turn that does not
/// change. A node whose clock is wrong neither clings to the duty nor takes it too early.
pub struct Duty {
    node: String,
    store: Arc<dyn Store>,
    seen: Mutex<Seen>,
}

/// The turn that was seen last.
#[derive(Clone, Debug, Default)]
struct Seen {
    turn: DutyTurn,
    /// How many looks have found it unchanged.
    unchanged: u32,
}

impl Duty {
    /// The part of the node of this name, which must be its own.
    pub fn new(node: String, store: Arc<dyn Store>) -> Self {
        Self { node, store, seen: Mutex::default() }
    }

    /// Whether this node publishes, as far as it knows.
    pub fn is_held(&self) -> bool {
        self.is_own(&self.seen().turn)
    }

    /// The name of the node that publishes, as far as this one knows.
    pub fn holder(&self) -> Option<String> {
        self.seen().turn.holder
    }

    /// Looks who holds the duty, takes it where nobody does, and gives a sign of life where this node does. To be called every
    /// third of a lease. A holder for which publishing does not work (`works`) is silent, so that another can try.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: this node knows what it knew before.
    pub async fn look(&self, works: bool) -> Result<(), StoreError> {
        let turn = self.store.duty().await?;
        let seen = self.seen();
        let unchanged = if seen.turn == turn { seen.unchanged.saturating_add(1) } else { 0 };
        let (held, is_own) = (self.is_own(&seen.turn), self.is_own(&turn));
        self.remember(turn.clone(), unchanged);
        if held && !is_own {
            tracing::warn!(holder = turn.holder, "another node publishes now");
        }
        let takes = turn.holder.is_none() || (is_own && works) || (!is_own && unchanged >= LOOKS_IN_A_LEASE);
        if takes && self.store.pass_duty(Some(&self.node), turn.beat).await? {
            self.remember(DutyTurn { holder: Some(self.node.clone()), beat: turn.beat.saturating_add(1) }, 0);
            if !is_own {
                tracing::info!(node = self.node, from = turn.holder, "this node publishes from now on");
            }
        }
        Ok(())
    }

    /// Leaves the duty to whoever looks next, if this node holds it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: another node takes the duty over when a lease has passed.
    pub async fn give_up(&self) -> Result<(), StoreError> {
        let turn = self.seen().turn;
        if self.is_own(&turn) && self.store.pass_duty(None, turn.beat).await? {
            tracing::info!(node = self.node, "this node leaves publishing to others");
        }
        self.remember(DutyTurn::default(), 0);
        Ok(())
    }

    fn is_own(&self, turn: &DutyTurn) -> bool {
        turn.holder.as_ref() == Some(&self.node)
    }

    fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, turn: DutyTurn, unchanged: u32) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen { turn, unchanged };
    }
}

impl fmt::Debug for Duty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Duty").field("node", &self.node).finish_non_exhaustive()
    }
}
