use crate::jitter::Jitter;
use crate::time::UnixTime;

/// The first wait after a failure, in seconds; it doubles with each failure in a row.
const FIRST_WAIT: u64 = 10;
/// The longest wait after failures, in seconds.
const LONGEST_WAIT: u64 = 900;

/// When something is to be tried again. It knows when it was set, so that a clock that was set back cannot make it wait
/// for a time that is years away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timer {
    set: UnixTime,
    due: UnixTime,
    failures: u32,
}

impl Timer {
    pub(super) const fn after(seconds: u64, now: UnixTime) -> Self {
        Self { set: now, due: now.saturating_add(seconds), failures: 0 }
    }

    /// The timer after one more failure than `previous` has seen.
    pub(super) fn after_failure(previous: Option<Self>, jitter: &mut Jitter, now: UnixTime) -> Self {
        let failures = previous.map_or(0, |timer| timer.failures);
        let wait = FIRST_WAIT.saturating_mul(1_u64.checked_shl(failures).unwrap_or(u64::MAX)).min(LONGEST_WAIT);
        Self { failures: failures.saturating_add(1), ..Self::after(jitter.around(wait), now) }
    }

    pub(super) fn due(&self, now: UnixTime) -> UnixTime {
        if now < self.set { now } else { self.due }
    }

    /// When this was set; `None` if that lies in the future.
    pub(super) fn set(&self, now: UnixTime) -> Option<UnixTime> {
        (self.set <= now).then_some(self.set)
    }
}
