//! How fast a node says that it is full. Each refusal costs some of the time that answers need: a flood that is refused
//! as fast as it comes leaves no time for anything else. So only so many a second are given at once; the others are
//! held back a little, and whoever waits for one sends nothing meanwhile.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Refusals a second that are given at once, for each processor: at some fifty microseconds each, a fortieth of it.
const AT_ONCE: u32 = 500;
/// How long others are held back at most.
const LONGEST: Duration = Duration::from_secs(2);
/// After a quiet while, so many seconds' worth are given at once.
const BURST: Duration = Duration::from_secs(1);

/// When the next refusal is due.
#[derive(Debug)]
pub(super) struct Refusals {
    each: Duration,
    /// When all that were given are made up for.
    until: Mutex<Duration>,
}

impl Refusals {
    /// Those of a node with so many processors.
    pub(super) fn new(processors: u32) -> Self {
        Self { each: Duration::from_secs(1) / AT_ONCE / processors.max(1), until: Mutex::default() }
    }

    /// For how long one that comes at `now` is held back.
    pub(super) fn hold_back(&self, now: Duration) -> Duration {
        let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (now.max(*until) + self.each).min(now + BURST + LONGEST);
        until.saturating_sub(now + BURST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Five hundred of these a second are given at once.
    fn refusals() -> Refusals {
        Refusals::new(1)
    }

    #[test]
    fn a_burst_is_refused_at_once_and_a_flood_is_held_back() {
        let refusals = refusals();
        assert!((0..500).all(|_| refusals.hold_back(SECOND).is_zero()));
        let next: Vec<Duration> = (0..500).map(|_| refusals.hold_back(SECOND)).collect();
        assert_eq!(next[0], Duration::from_millis(2));
        assert_eq!(next[499], SECOND, "five hundred a second");
        let longest = (0..10_000).map(|_| refusals.hold_back(SECOND)).max();
        assert_eq!(longest, Some(LONGEST), "nobody waits longer, however many come");
    }

    #[test]
    fn nothing_is_held_back_any_more_when_the_flood_is_over() {
        let refusals = refusals();
        for _ in 0..100_000 {
            refusals.hold_back(SECOND);
        }
        assert!(!refusals.hold_back(SECOND + LONGEST / 2).is_zero());
        assert!(refusals.hold_back(SECOND + LONGEST + BURST).is_zero());
    }

    #[test]
    fn as_many_as_can_be_given_at_once_always_are() {
        let refusals = refusals();
        let each = Duration::from_millis(2);
        assert!((0..10_000).all(|number| refusals.hold_back(each * number).is_zero()));
    }

    #[test]
    fn more_processors_refuse_more_at_once() {
        let refusals = Refusals::new(4);
        assert!((0..2_000).all(|_| refusals.hold_back(SECOND).is_zero()));
        assert!(!refusals.hold_back(SECOND).is_zero());
    }
}
