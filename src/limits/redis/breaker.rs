//! A circuit breaker: after failures, Redis is not asked until a probe has succeeded. No request of a partner is ever
//! the probe.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a failure adds, and a success takes off.
const FAILURE: u32 = 4;
const SUCCESS: u32 = 1;
/// At this sum the breaker opens: after five failures in a row, or when more than one call in five fails.
const OPENS_AT: u32 = 20;

/// A breaker for each lane. A lane fails or works as a whole: all of a single server; the partners of a Cluster are
/// one each, because their keys are on different shards.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<BTreeMap<String, Lane>>);

#[derive(Debug, Default)]
struct Lane {
    sum: u32,
    is_open: bool,
}

impl Breaker {
    /// Whether calls of this lane may be made.
    pub(super) fn is_closed(&self, lane: &str) -> bool {
        self.lanes().get(lane).is_none_or(|lane| !lane.is_open)
    }

    /// Notes a call. Nothing that ends after the breaker has opened closes it: only a probe does.
    pub(super) fn note(&self, lane: &str, is_success: bool) {
        let mut lanes = self.lanes();
        let lane = lanes.entry(lane.to_owned()).or_default();
        lane.sum = if is_success { lane.sum.saturating_sub(SUCCESS) } else { lane.sum.saturating_add(FAILURE) };
        lane.is_open |= lane.sum >= OPENS_AT;
    }

    /// The lanes that wait for a probe.
    pub(super) fn open_lanes(&self) -> Vec<String> {
        self.lanes().iter().filter(|(_, lane)| lane.is_open).map(|(name, _)| name.clone()).collect()
    }

    /// Closes a lane: a probe has succeeded.
    pub(super) fn close(&self, lane: &str) {
        self.lanes().remove(lane);
    }

    fn lanes(&self) -> MutexGuard<'_, BTreeMap<String, Lane>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_in_a_row_open_it_and_only_a_probe_closes_it() {
        let breaker = Breaker::default();
        for _ in 0..4 {
            breaker.note("a", false);
        }
        assert!(breaker.is_closed("a"));
        breaker.note("a", false);
        assert!(!breaker.is_closed("a") && breaker.is_closed("b"), "other lanes go on");
        // Calls that were under way when it opened.
        (0..100).for_each(|_| breaker.note("a", true));
        assert!(!breaker.is_closed("a"));
        assert_eq!(breaker.open_lanes(), ["a"]);
        breaker.close("a");
        breaker.note("a", false);
        assert!(breaker.is_closed("a"), "it begins anew");
    }

    #[test]
    fn it_opens_when_more_than_one_call_in_five_fails_and_not_for_fewer() {
        let open_after = |successes: u32| {
            let breaker = Breaker::default();
            (1..1_000).find(|_| {
                breaker.note("a", false);
                (0..successes).for_each(|_| breaker.note("a", true));
                !breaker.is_closed("a")
            })
        };
        assert!(open_after(3).is_some());
        assert_eq!(open_after(4), None);
    }
}
