//! The clock. Only `main` makes a [`SystemClock`]; everything else takes a [`Clock`] or a time.

use std::fmt::Debug;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use haetae_core::UnixTime;

/// A source of the current time.
pub trait Clock: Debug + Send + Sync {
    /// The current time, in whole seconds. Whoever administers the machine can set it.
    fn now(&self) -> UnixTime;

    /// The time since a fixed moment of this process. It only grows, whatever the clock is set to.
    fn monotonic(&self) -> Duration;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
static FIRST_READING: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> UnixTime {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        UnixTime::saturating_new(since_1970.as_secs())
    }

    fn monotonic(&self) -> Duration {
        FIRST_READING.elapsed()
    }
}

/// A clock that moves only when its owner moves it, for tests and for questions about another time.
#[derive(Debug)]
pub struct ManualClock {
    now: AtomicU64,
    monotonic: AtomicU64,
}

impl ManualClock {
    /// A clock that shows `now`.
    pub fn new(now: UnixTime) -> Self {
        Self { now: AtomicU64::new(now.seconds()), monotonic: AtomicU64::new(0) }
    }

    /// Sets the clock, as an administrator or a time server does: no time passes.
    pub fn set(&self, now: UnixTime) {
        self.now.store(now.seconds(), Ordering::SeqCst);
    }

    /// Lets this many seconds pass.
    pub fn advance(&self, seconds: u64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
        self.monotonic.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixTime {
        UnixTime::saturating_new(self.now.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.monotonic.load(Ordering::SeqCst))
    }
}
