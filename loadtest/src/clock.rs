//! The one place that reads clocks: a load test measures time, and takes it from nobody.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The present, for spans.
#[expect(clippy::disallowed_methods, reason = "a load test measures spans")]
pub fn now() -> Instant {
    Instant::now()
}

/// Microseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "processes agree on a moment, and assertions have times")]
pub fn unix_micros() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

/// Waits until a moment.
pub async fn until(moment: Instant) {
    tokio::time::sleep_until(moment.into()).await;
}

/// A clock that begins with the schedule, the same in all processes.
#[derive(Clone, Copy, Debug)]
pub struct RunClock {
    start: Instant,
    start_unix_micros: u64,
}

impl RunClock {
    /// A clock that begins, or began, at this moment: microseconds since 1970.
    pub fn starting(start_unix_micros: u64) -> Self {
        let (now, wall) = (now(), unix_micros());
        let start = match start_unix_micros.checked_sub(wall) {
            Some(ahead) => now + Duration::from_micros(ahead),
            None => now.checked_sub(Duration::from_micros(wall - start_unix_micros)).unwrap_or(now),
        };
        Self { start, start_unix_micros }
    }

    /// Microseconds since the start; 0 before it.
    pub fn micros(&self) -> u64 {
        u64::try_from(now().saturating_duration_since(self.start).as_micros()).unwrap_or(u64::MAX)
    }

    /// The moment so many microseconds after the start.
    pub fn moment(&self, micros: u64) -> Instant {
        self.start + Duration::from_micros(micros)
    }

    /// Seconds since 1970 at so many microseconds after the start.
    pub fn unix_at(&self, micros: u64) -> u64 {
        self.start_unix_micros.saturating_add(micros) / 1_000_000
    }
}
