//! The clock. Only `main` makes a [`SystemClock`]; everything else takes a [`Clock`] or a time.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};

use haetae_core::UnixTime;

/// A source of the current time.
pub trait Clock: Debug + Send + Sync {
    /// The current time, in whole seconds.
    fn now(&self) -> UnixTime;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> UnixTime {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        UnixTime::saturating_new(since_1970.as_secs())
    }
}

/// A clock that moves only when it is set, for tests and for questions about another time.
#[derive(Debug)]
pub struct ManualClock(AtomicU64);

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: UnixTime) -> Self {
        Self(AtomicU64::new(now.seconds()))
    }

    /// Sets the clock.
    pub fn set(&self, now: UnixTime) {
        self.0.store(now.seconds(), Ordering::SeqCst);
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixTime {
        UnixTime::saturating_new(self.0.load(Ordering::SeqCst))
    }
}
