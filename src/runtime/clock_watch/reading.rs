use std::time::Duration;

use haetae_core::UnixTime;

use crate::clock::Clock;

/// What the clock shows, and the time that has passed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) now: UnixTime,
    pub(super) monotonic: Duration,
}

impl Reading {
    pub(super) fn of(clock: &dyn Clock) -> Self {
        Self { now: clock.now(), monotonic: clock.monotonic() }
    }

    /// Seconds from `then` to now, by the monotonic clock.
    pub(super) fn since(&self, then: Duration) -> i64 {
        signed(self.monotonic.saturating_sub(then).as_secs())
    }

    /// What the clock shows beyond the monotonic time.
    pub(super) fn offset(&self) -> i64 {
        signed(self.now.seconds()).saturating_sub(signed(self.monotonic.as_secs()))
    }
}

/// Times end with the year 9999, and monotonic times long before that.
pub(super) fn signed(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
