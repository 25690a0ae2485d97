//! Whether this node's clock can be believed. A node whose clock disagrees signs no manifest and no status list, and
//! erases nothing; what was published is still served.
//!
//! A clock is compared with the newest manifest, with the time that has passed by the monotonic clock, with what this
//! node wrote before its start, and with the other nodes and the database server. One node alone that starts with a
//! clock that is ahead, on a database that is a file, has nothing to compare it with.

mod disagreement;
mod evidence;
mod reading;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use haetae_core::{SECONDS_PER_DAY, UnixTime};

pub use disagreement::{Disagreement, With};

use crate::clock::Clock;
use crate::store::{ClockStore, Doubt, StoreError};
use evidence::Evidence;
use reading::{Reading, signed};

/// After a disagreement the clock must agree in so many polls before anything is signed.
const POLLS_TO_SETTLE: u32 = 3;

/// For so long the clock must have agreed without a break before anything is erased.
pub const AGREES_BEFORE_ERASING: Duration = Duration::from_secs(2 * SECONDS_PER_DAY);

/// What a node wrote is removed when it has been silent for so many days.
const WITNESSES_KEPT_DAYS: u64 = 7;

/// Compares this node's clock.
pub struct ClockWatch {
    node: String,
    clock: Arc<dyn Clock>,
    store: Arc<dyn ClockStore>,
    limit: u64,
    /// For so long a new node waits for signs of life of the others.
    patience: Duration,
    state: Mutex<State>,
}

/// What may be done at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Signing: the clock agrees.
    Sign,
    /// Nothing yet: the clock agrees, but not for long enough, or it is not known yet whether the other nodes agree.
    Wait,
    /// Nothing.
    Disagree(Disagreement),
}

#[derive(Debug, Default)]
struct State {
    evidence: Evidence,
    started: Option<Duration>,
    last: Option<(Reading, Verdict)>,
    /// How many more polls must agree.
    to_settle: u32,
    /// Since when the clock agrees without a break.
    agrees_since: Option<Duration>,
    /// The number of the acceptance that was used last, and whether it still counts.
    accepted: (u64, bool),
}

impl ClockWatch {
    /// The watch of the node of this name. `limit` is in seconds; `lease` is how long a silent node counts as running.
    pub fn new(node: String, clock: Arc<dyn Clock>, store: Arc<dyn ClockStore>, limit: u64, lease: Duration) -> Self {
        // A running node writes three times in a lease.
        Self { node, clock, store, limit, patience: lease + lease / 3, state: Mutex::default() }
    }

    /// What the clock disagreed with in the last poll.
    pub fn disagreement(&self) -> Option<Disagreement> {
        match self.state().last {
            Some((_, Verdict::Disagree(disagreement))) => Some(disagreement),
            _ => None,
        }
    }

    /// Today, for everything that is erased when its days are over: the day that both the clock and `signed`, the time
    /// of the newest manifest, have reached. `None` while nothing may be erased, because the clock has not agreed for
    /// [`AGREES_BEFORE_ERASING`].
    pub fn erasing_day(&self, signed: Option<UnixTime>) -> Option<UnixTime> {
        let state = self.state();
        let (reading, verdict) = state.last?;
        let agreed = reading.monotonic.saturating_sub(state.agrees_since?);
        (verdict == Verdict::Sign && agreed >= AGREES_BEFORE_ERASING).then_some(reading.now.min(signed?))
    }

    /// Reads the clock and compares it. `manifest` is the version of the newest one and when it was signed. With
    /// `reads_witnesses`, three times in a lease, it also reads what the other nodes wrote and what the clock of the
    /// database server shows. Returns what the clock
    /// shows, which is the time to sign with.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: nothing is known, and nothing may be signed.
    pub async fn poll(
        &self,
        manifest: Option<(u64, UnixTime)>,
        reads_witnesses: bool,
    ) -> Result<(UnixTime, Verdict), StoreError> {
        let reads_witnesses = reads_witnesses || !self.state().evidence.witnesses_are_read();
        let asked = self.clock.monotonic();
        let witnesses = if reads_witnesses { Some(self.store.witnesses().await?) } else { None };
        let reading = Reading::of(&*self.clock);
        let compared = {
            let mut state = self.state();
            state.evidence.see_manifest(manifest, &reading);
            if let Some(witnesses) = witnesses {
                state.evidence.see_witnesses(&self.node, witnesses, asked, &reading);
            }
            state.compare(&reading, self.limit)
        };
        if compared.is_some()
            && let Some(accepted) = self.store.accepted_clock().await?
            && reading.now.seconds().abs_diff(accepted.at.seconds()) <= self.limit
        {
            self.state().accept(accepted.number, &reading);
        }
        let verdict = self.state().decide(&reading, self.limit, self.patience);
        Ok((reading.now, verdict))
    }

    /// Writes down what the clock showed in the last poll, for this node after a restart and for the others.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: it is written with the next poll.
    pub async fn witness(&self) -> Result<(), StoreError> {
        let Some((reading, verdict)) = self.state().last else { return Ok(()) };
        match verdict {
            // The others need no witness that has not been compared.
            Verdict::Wait => Ok(()),
            Verdict::Sign => {
                let forget_before = reading.now.saturating_sub(WITNESSES_KEPT_DAYS * SECONDS_PER_DAY);
                self.store.believe_clock(&self.node, reading.now, forget_before).await?;
                self.state().evidence.wrote(&reading);
                Ok(())
            }
            Verdict::Disagree(Disagreement { ahead, .. }) => {
                self.store.doubt_clock(&self.node, Doubt { shows: reading.now, ahead }).await
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What the clock disagrees with; while an acceptance counts, only the time that has passed since.
    fn compare(&mut self, reading: &Reading, limit: u64) -> Option<Disagreement> {
        let found = self.evidence.disagreement(reading, limit);
        // An acceptance ends when everything agrees.
        self.accepted.1 &= found.is_some();
        if self.accepted.1 { self.evidence.against_monotonic(reading, signed(limit)) } else { found }
    }

    /// An operator says that the clock is right. Each acceptance counts once.
    fn accept(&mut self, number: u64, reading: &Reading) {
        if number <= self.accepted.0 {
            return;
        }
        self.accepted = (number, true);
        self.to_settle = 0;
        self.evidence.accept(reading);
        tracing::warn!(now = %reading.now.to_rfc3339(), "the clock is accepted on the word of an operator");
    }

    fn decide(&mut self, reading: &Reading, limit: u64, patience: Duration) -> Verdict {
        let started = *self.started.get_or_insert(reading.monotonic);
        let disagreed = matches!(self.last, Some((_, Verdict::Disagree(_))));
        let verdict = match self.compare(reading, limit) {
            Some(disagreement) => {
                self.to_settle = POLLS_TO_SETTLE;
                if !disagreed {
                    tracing::error!(
                        ahead = disagreement.ahead,
                        "{disagreement}: nothing is signed or erased until it agrees, and what was published is still served"
                    );
                }
                Verdict::Disagree(disagreement)
            }
            None => {
                if disagreed {
                    tracing::info!("the clock agrees again");
                }
                self.to_settle = self.to_settle.saturating_sub(1);
                let new = reading.monotonic.saturating_sub(started) < patience;
                let waits = self.to_settle > 0 || (new && !self.accepted.1 && self.evidence.awaits_others());
                if waits { Verdict::Wait } else { Verdict::Sign }
            }
        };
        if verdict == Verdict::Sign {
            self.evidence.believe(reading);
        }
        // An accepted clock proves nothing that could be erased by.
        let agrees = verdict == Verdict::Sign && !self.accepted.1;
        self.agrees_since = agrees.then(|| self.agrees_since.unwrap_or(reading.monotonic));
        self.last = Some((*reading, verdict));
        verdict
    }
}

impl fmt::Debug for ClockWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClockWatch").field("node", &self.node).field("limit", &self.limit).finish_non_exhaustive()
    }
}
