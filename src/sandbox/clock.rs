use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use haetae_core::UnixTime;

use crate::clock::Clock;

/// A sandbox's clock runs at most so many times as fast as the machine's.
pub const MAX_SPEED: u32 = 86_400;

/// A clock that begins with the machine's, runs at a speed of its own and is moved forward on demand. It never goes
/// back: what was signed cannot be taken back.
#[derive(Debug)]
pub struct SandboxClock {
    machine: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug)]
struct State {
    began: UnixTime,
    /// What has passed since then, up to the machine's monotonic time `counted`.
    passed: Duration,
    counted: Duration,
    speed: u32,
}

/// Why the clock cannot be moved so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTime {
    /// The time has been.
    #[error("the sandbox's clock shows {0} and does not go back: POST /sandbox/reset begins anew")]
    Past(UnixTime),
    /// The clock would show a time after 9999.
    #[error("the sandbox's clock ends with the year 9999")]
    Beyond,
    /// Too fast.
    #[error("the sandbox's clock runs at most {MAX_SPEED} times as fast as the machine's")]
    TooFast,
}

impl SandboxClock {
    /// A clock that shows the machine's time and runs as fast.
    pub fn new(machine: Arc<dyn Clock>) -> Self {
        let state = Mutex::new(State::begin(machine.as_ref()));
        Self { machine, state }
    }

    /// How many times as fast as the machine's it runs; 0: it stands still.
    pub fn speed(&self) -> u32 {
        self.counted().speed
    }

    /// Sets it to a later time: the time in between passes at once.
    ///
    /// # Errors
    ///
    /// [`BadTime::Past`]
    pub fn set(&self, to: UnixTime) -> Result<(), BadTime> {
        let now = self.now();
        if to < now {
            return Err(BadTime::Past(now));
        }
        self.advance(to.seconds_since(now))
    }

    /// Lets so many seconds pass at once.
    ///
    /// # Errors
    ///
    /// [`BadTime::Beyond`]
    pub fn advance(&self, seconds: u64) -> Result<(), BadTime> {
        let left = UnixTime::MAX.seconds_since(self.now());
        if seconds >= left {
            return Err(BadTime::Beyond);
        }
        self.change(|state| state.passed = state.passed.saturating_add(Duration::from_secs(seconds)));
        Ok(())
    }

    /// Runs so many times as fast as the machine's from now on; 0 stops it.
    ///
    /// # Errors
    ///
    /// [`BadTime::TooFast`]
    pub fn run(&self, speed: u32) -> Result<(), BadTime> {
        if speed > MAX_SPEED {
            return Err(BadTime::TooFast);
        }
        self.change(|state| state.speed = speed);
        Ok(())
    }

    /// Begins anew with the machine's time and speed.
    pub fn reset(&self) {
        let fresh = State::begin(self.machine.as_ref());
        self.change(|state| *state = fresh);
    }

    fn counted(&self) -> State {
        self.change(|_| ())
    }

    /// Counts what has passed, and then changes something.
    fn change(&self, change: impl FnOnce(&mut State)) -> State {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let monotonic = self.machine.monotonic();
        let elapsed = monotonic.saturating_sub(state.counted);
        state.passed = state.passed.saturating_add(elapsed.saturating_mul(state.speed));
        state.counted = monotonic;
        change(&mut state);
        *state
    }
}

impl State {
    fn begin(machine: &dyn Clock) -> Self {
        Self { began: machine.now(), passed: Duration::ZERO, counted: machine.monotonic(), speed: 1 }
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> UnixTime {
        let State { began, passed, .. } = self.counted();
        began.saturating_add(passed.as_secs())
    }

    fn monotonic(&self) -> Duration {
        self.counted().passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn time_passes_at_its_speed_and_in_leaps_and_never_back() {
        let machine = Arc::new(ManualClock::new(UnixTime::saturating_new(1_000)));
        let clock = SandboxClock::new(Arc::clone(&machine) as _);
        machine.advance(5);
        assert_eq!((clock.now().seconds(), clock.speed()), (1_005, 1));
        clock.advance(86_400).expect("a day");
        assert_eq!((clock.now().seconds(), clock.monotonic().as_secs()), (87_405, 86_405));
        clock.run(60).expect("fast");
        machine.advance(2);
        assert_eq!(clock.now().seconds(), 87_525);
        clock.run(0).expect("still");
        machine.advance(100);
        assert_eq!(clock.now().seconds(), 87_525);
        assert_eq!(clock.set(UnixTime::saturating_new(87_524)), Err(BadTime::Past(clock.now())));
        clock.set(UnixTime::saturating_new(90_000)).expect("later");
        assert_eq!(clock.now().seconds(), 90_000);
        assert_eq!(clock.advance(u64::MAX), Err(BadTime::Beyond));
        assert_eq!(clock.run(MAX_SPEED + 1), Err(BadTime::TooFast));
        clock.reset();
        assert_eq!((clock.now().seconds(), clock.speed()), (1_107, 1));
    }
}
