use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use haetae_core::UnixTime;

use crate::clock::Clock;

/// By how many seconds the clock may move other than time passes: a time server corrects by less.
const TOLERANCE: u64 = 2;

/// A clock that is believed only while it moves as time passes, from a reading on at which it agreed with the other
/// nodes. One that is set shows no time at once, not only when it is compared again.
pub(super) struct SteadyClock {
    clock: Arc<dyn Clock>,
    believed: Mutex<Option<(Duration, UnixTime)>>,
}

impl SteadyClock {
    /// A clock that shows no time yet.
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, believed: Mutex::default() }
    }

    /// Whether it agrees at present.
    pub(super) fn believe(&self, agrees: bool) {
        let reading = agrees.then(|| (self.clock.monotonic(), self.clock.now()));
        *self.believed.lock().unwrap_or_else(PoisonError::into_inner) = reading;
    }

    /// The time, if the clock can be believed.
    pub(super) fn now(&self) -> Option<UnixTime> {
        let (then, time) = (*self.believed.lock().unwrap_or_else(PoisonError::into_inner))?;
        let now = self.clock.now();
        let passed = self.clock.monotonic().saturating_sub(then).as_secs();
        (now.seconds().abs_diff(time.saturating_add(passed).seconds()) <= TOLERANCE).then_some(now)
    }
}

impl fmt::Debug for SteadyClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SteadyClock").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn a_clock_that_is_set_shows_no_time_until_it_is_believed_again() {
        let time = UnixTime::saturating_new;
        let clock = Arc::new(ManualClock::new(time(1_000)));
        let steady = SteadyClock::new(Arc::clone(&clock) as _);
        assert_eq!(steady.now(), None);
        steady.believe(true);
        clock.advance(3_600);
        assert_eq!(steady.now(), Some(time(4_600)));
        for set in [4_603, 4_597, 90_000, 0] {
            clock.set(time(set));
            assert_eq!(steady.now(), None, "{set}");
        }
        clock.set(time(4_602));
        assert_eq!(steady.now(), Some(time(4_602)));
        clock.set(time(90_000));
        steady.believe(true);
        assert_eq!(steady.now(), Some(time(90_000)));
        steady.believe(false);
        assert_eq!(steady.now(), None);
    }
}
