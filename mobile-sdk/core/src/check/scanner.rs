//! What a scanner remembers between codes. It lives in memory only: nothing says tomorrow who came.

use alloc::collections::VecDeque;

use super::clock::ClockWatch;
use crate::code::Challenge;
use crate::status_list::UnpackedLists;
use crate::time::{StatusDay, UnixTime};

/// An admission less than so many seconds ago makes the next of the same pass `seen_before` (section 10).
pub const SEEN_BEFORE_SECONDS: u64 = 300;
/// A challenge may be answered for so many seconds after it was shown (section 4).
pub const CHALLENGE_SECONDS: u64 = 120;
/// More admissions in five minutes than one door can see; the oldest are forgotten.
const MOST_ADMISSIONS: usize = 4_096;
/// So many challenges are open at once at the most; the oldest are forgotten.
pub const MAX_OPEN_CHALLENGES: usize = 16;

/// The memory of a scanner beside its trust data: clocks seen, passes admitted, challenges shown, and the status lists
/// of the days in use, unpacked.
#[derive(Clone, Debug, Default)]
pub struct ScannerState {
    pub(super) clock: ClockWatch,
    admitted: VecDeque<(StatusDay, u32, UnixTime)>,
    challenges: VecDeque<(Challenge, UnixTime)>,
    pub(super) lists: UnpackedLists,
}

impl ScannerState {
    /// A scanner that has just been started.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another scanner that has just been started, with the lists that this one has unpacked: they say nothing about
    /// anybody who came.
    #[must_use]
    pub fn restarted(self) -> Self {
        Self { lists: self.lists, ..Self::default() }
    }

    /// Notes that this scanner shows `challenge` from `now` on.
    pub fn show_challenge(&mut self, challenge: Challenge, now: UnixTime) {
        if self.challenges.len() >= MAX_OPEN_CHALLENGES {
            self.challenges.pop_front();
        }
        self.challenges.push_back((challenge, now));
    }

    /// Seconds by which the median phone was ahead of this scanner, over the last 31 live codes; `None` before the
    /// fifth.
    pub fn median_ahead(&self) -> Option<i64> {
        self.clock.median()
    }

    pub(super) fn open_challenges(&self) -> impl Iterator<Item = &Challenge> {
        self.challenges.iter().map(|(challenge, _)| challenge)
    }

    pub(super) fn has_admitted(&self, day: StatusDay, index: u32) -> bool {
        self.admitted.iter().any(|(seen_day, seen_index, _)| (*seen_day, *seen_index) == (day, index))
    }

    pub(super) fn remember_admission(&mut self, day: StatusDay, index: u32, now: UnixTime) {
        if self.admitted.len() >= MOST_ADMISSIONS {
            self.admitted.pop_front();
        }
        self.admitted.push_back((day, index, now));
    }

    /// Forgets what is too long ago, or lies in the future because the clock was set back.
    pub(super) fn forget_before(&mut self, now: UnixTime) {
        let age = |then: UnixTime| now.seconds().abs_diff(then.seconds());
        self.admitted.retain(|(_, _, then)| age(*then) < SEEN_BEFORE_SECONDS);
        self.challenges.retain(|(_, shown)| age(*shown) <= CHALLENGE_SECONDS);
    }
}
