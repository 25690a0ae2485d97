use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::store::Changes;

/// What changes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Partners, their keys and their grace.
    Partners,
    /// People and their standing.
    Records,
}

/// Which answers of the store are still true, and until when that is known.
#[derive(Debug, Default)]
pub(super) struct Freshness {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The counters as they were read last, and when that began.
    seen: Option<(Changes, Duration)>,
    partners: u64,
    records: u64,
}

impl Freshness {
    /// Grows whenever something of this kind has changed, as far as this node knows. An answer to a question that was
    /// put in an earlier generation may be wrong.
    pub(super) fn generation(&self, kind: Kind) -> u64 {
        let state = self.state();
        match kind {
            Kind::Partners => state.partners,
            Kind::Records => state.records,
        }
    }

    /// Since when, at least, nothing is known to have changed in the present generations; `None` before the counters
    /// were first read.
    pub(super) fn confirmed(&self) -> Option<Duration> {
        self.state().seen.map(|(_, asked)| asked)
    }

    /// Takes in the counters that somebody began to read at `asked`. They never return to an earlier value: if they are
    /// those that were seen before, nothing has changed in between.
    pub(super) fn learn(&self, changes: &Changes, asked: Duration) {
        let mut state = self.state();
        let seen = state.seen;
        // Whoever began earlier and was slower knows less.
        if seen.is_some_and(|(_, before)| asked < before) {
            return;
        }
        let moved = |counters: fn(&Changes) -> (u64, u64)| {
            u64::from(seen.is_none_or(|(before, _)| counters(&before) != counters(changes)))
        };
        state.partners += moved(|changes| (changes.partners, 0));
        state.records += moved(|changes| (changes.records, changes.revocations));
        state.seen = Some((*changes, asked));
    }

    /// This node has changed something.
    pub(super) fn forget(&self) {
        let mut state = self.state();
        state.partners += 1;
        state.records += 1;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
