//! Whether this scanner's clock can be believed (section 10, `clock_suspect`).

use alloc::collections::VecDeque;

use super::verdict::{Reason, Refusal, Unclear};
use crate::time::UnixTime;

/// A clock that is more than so many seconds before the floor is wrong beyond doubt (section 10): what is issued that
/// far in the future stops every scanner.
pub const CLOCK_BEHIND_SECONDS: u64 = 300;
/// More than so many seconds off the median of the phones, a verdict that rests on the time is not to be believed
/// (section 10).
pub const CLOCK_SUSPECT_SECONDS: u64 = 300;
/// More than so many seconds off the median of the phones, an admission carries a warning (section 10).
pub const CLOCK_WARNING_SECONDS: u64 = 30;

const MOST_CODES: usize = 31;
const FEWEST_CODES: usize = 5;

/// Whether a clock that says `now` is wrong beyond doubt: the present cannot be before `floor`.
pub(crate) fn is_behind(now: UnixTime, floor: UnixTime) -> bool {
    floor.seconds_since(now) > CLOCK_BEHIND_SECONDS
}

/// Compares this scanner's clock with those of the phones in front of it: the last 31 live codes.
#[derive(Clone, Debug, Default)]
pub(super) struct ClockWatch {
    /// Seconds by which each phone was ahead, the oldest code first.
    ahead: VecDeque<i64>,
}

impl ClockWatch {
    /// Counts a live code.
    pub(super) fn count(&mut self, issued: UnixTime, now: UnixTime) {
        if self.ahead.len() >= MOST_CODES {
            self.ahead.pop_front();
        }
        // Both are at most 2.6e11.
        self.ahead.push_back(issued.seconds().cast_signed().saturating_sub(now.seconds().cast_signed()));
    }

    /// Whether the median phone is off by more than so many seconds, either way. There is no median before the fifth
    /// code.
    pub(super) fn is_off_by_more_than(&self, seconds: u64) -> bool {
        self.median().is_some_and(|ahead| ahead.unsigned_abs() > seconds)
    }

    /// Where the clock is suspect, a verdict that rests on the time becomes `clock_suspect`.
    pub(super) fn second_thoughts(&self, reason: Reason) -> Reason {
        let rests_on_time = matches!(
            reason,
            Reason::Unclear(Unclear::NotYetValid { .. } | Unclear::HolderProofStale)
                | Reason::Refuse(Refusal::Expired { .. })
        );
        if rests_on_time && self.is_off_by_more_than(CLOCK_SUSPECT_SECONDS) {
            Reason::Unclear(Unclear::ClockSuspect)
        } else {
            reason
        }
    }

    /// Seconds by which the median phone is ahead; of an even number the lower middle.
    pub(super) fn median(&self) -> Option<i64> {
        if self.ahead.len() < FEWEST_CODES {
            return None;
        }
        let middle = self.ahead.len().saturating_sub(1) / 2;
        let is_median = |ahead: &i64| {
            let smaller = self.ahead.iter().filter(|other| *other < ahead).count();
            let not_larger = self.ahead.iter().filter(|other| *other <= ahead).count();
            (smaller..not_larger).contains(&middle)
        };
        self.ahead.iter().copied().find(is_median)
    }
}
