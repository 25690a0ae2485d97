//! Moving a room on. It follows from its arguments: how far the room has come, who came when, and how much time passed.

use std::time::Duration;

use haetae_core::UnixTime;
use haetae_core::queue::{Draw, Rank, SETTLE};

use super::crowd::Crowd;
use super::pace::{self, Bounds, Measured};
use super::room::{Mode, Room, State};

#[cfg(test)]
mod seen;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

/// However long nobody moved the room on: only so much time counts, so that nobody is let in by accident.
pub const LONGEST_STEP: Duration = Duration::from_secs(5);
/// Into so many parts of a window the history is divided.
const PARTS: u64 = 32;

/// What a step depends on besides the room.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The time, by a clock that agrees with the others.
    pub now: UnixTime,
    /// The time since the step before.
    pub elapsed: Duration,
    /// Who came when.
    pub crowd: &'a Crowd,
    /// What issuing did.
    pub measured: Measured,
    /// The bounds of the rate.
    pub bounds: Bounds,
    /// For how long somebody who has been let in can come, in seconds.
    pub window: u64,
}

impl Room {
    /// The room a step later; `None` if nobody is let in at present.
    #[must_use]
    pub fn moved_on(&self, step: &Step<'_>) -> Option<Self> {
        let state = self.state(step.now);
        if !state.lets_in() {
            return None;
        }
        let mut room = self.clone();
        let elapsed = step.elapsed.min(LONGEST_STEP);
        let serving = &mut room.serving;
        let end = Rank::beginning(step.now.saturating_sub(SETTLE - 1));
        let from = serving.now.max(Rank::beginning(self.opens));
        let is_waited_for = step.crowd.between(from, end) > serving.per_second;
        let automatic = pace::next(serving.per_second, Measured { is_waited_for, ..step.measured }, step.bounds);
        serving.per_second = self.rate.map_or(automatic, f64::from);
        serving.now = further(from, serving.per_second * elapsed.as_secs_f64(), step.crowd, end.max(from));
        serving.moved = serving.moved.max(step.now);
        serving.served_ms = serving.served_ms.saturating_add(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
        serving.remember(step.window.saturating_mul(1_000));
        if let Mode::Draining(since) = self.mode
            && serving.now > Rank::beginning(since.max(self.opens).saturating_add(SETTLE))
        {
            room.mode = Mode::Drained;
        }
        Some(room)
    }
}

/// How far the room has come when `people` more have been let in from `from` on, and no further than `end`: who came
/// after that is not counted yet.
fn further(from: Rank, people: f64, crowd: &Crowd, end: Rank) -> Rank {
    let (mut at, mut left) = (from, people);
    while at < end {
        // Nobody is between: seconds in which nobody came are passed at once.
        let second = match crowd.next(at.second) {
            Some(second) if second < end.second => second,
            _ => return end,
        };
        if second > at.second {
            at = Rank::beginning(second);
        }
        let within = crowd.within(second) as f64;
        let waiting = within * (1.0 - at.draw.part());
        if waiting > left {
            let draw = Draw::at(at.draw.part() + left / within);
            return Rank { second, draw: draw.max(at.draw) };
        }
        left -= waiting;
        at = Rank::beginning(second.saturating_add(1));
    }
    at
}

impl super::room::Serving {
    /// Notes how far the room has come, and finds whose window is over.
    fn remember(&mut self, window: u64) {
        let part = window / PARTS;
        if self.history.last().is_none_or(|(at, _)| self.served_ms.saturating_sub(*at) >= part) {
            self.history.push((self.served_ms, self.now));
        }
        let Some(over) = self.served_ms.checked_sub(window) else { return };
        // Whoever was let in before an entry was let in at its time at the latest.
        let passed = self.history.partition_point(|(at, _)| *at <= over);
        if let Some((_, rank)) = passed.checked_sub(1).and_then(|last| self.history.get(last)) {
            self.expired = self.expired.max(*rank);
        }
        self.history.drain(..passed.saturating_sub(1));
    }
}

/// What somebody of a rank can expect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// How many are before them.
    pub people: f64,
    /// After how many seconds they are let in, if the rate stays as it is.
    pub seconds: f64,
}

impl Room {
    /// What somebody of this rank can expect at `now`.
    pub fn estimate(&self, rank: Rank, crowd: &Crowd, now: UnixTime) -> Estimate {
        let from = self.serving.now.max(Rank::beginning(self.opens));
        let people = crowd.between(from, rank);
        let until_opening = match self.state(now) {
            State::Scheduled | State::PreQueue => self.opens.seconds_since(now),
            _ => 0,
        };
        let rate = self.rate.map_or(self.serving.per_second, f64::from);
        Estimate { people, seconds: until_opening as f64 + people / rate.max(f64::MIN_POSITIVE) }
    }
}
