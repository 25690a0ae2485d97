//! Finds out how many requests a node can answer at a time: more while answers come in time, fewer when they do not.
//! All of it follows from what is reported to it, and when.

use std::time::Duration;

/// Where the limit begins: it doubles from there as long as nothing is slow.
const BEGIN: u32 = 128;
/// A window is judged after so many answers, or half of the limit if that is more.
const ANSWERS: u32 = 10;
/// Or after so long, if there was any.
const LONGEST_WINDOW: Duration = Duration::from_secs(1);
/// A node counts as under pressure for so long after it had no room for a request, or became slower.
const PRESSURE: Duration = Duration::from_secs(10);

/// The least and the most that a limit can be, and what it aims at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    /// At least 1.
    pub(super) least: u32,
    pub(super) most: u32,
    /// In which nine of ten answers come; zero: the limit is always the most.
    pub(super) target: Duration,
}

/// The limit, and what was seen since it last changed.
#[derive(Clone, Debug)]
pub(super) struct Adaptive {
    bounds: Bounds,
    limit: u32,
    /// Nothing has been slow yet.
    is_starting: bool,
    window: Window,
    pressed_until: Duration,
}

/// The answers to requests that came since the limit was last judged: those that came before say nothing of it.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    begin: Duration,
    answers: u32,
    slow: u32,
    /// The time that all of them took.
    sum: Duration,
    /// The most requests in progress.
    peak: u32,
    /// Whether a request found no room.
    has_shed: bool,
}

impl Adaptive {
    pub(super) fn new(bounds: Bounds) -> Self {
        let Bounds { least, most, target } = bounds;
        let limit = if target.is_zero() { most } else { BEGIN.max(least).min(most) };
        let (window, pressed_until) = (Window::default(), Duration::ZERO);
        Self { bounds, limit, is_starting: true, window, pressed_until }
    }

    /// How many requests may be in progress.
    pub(super) const fn limit(&self) -> u32 {
        self.limit
    }

    /// Whether answers should be small: lately a request found no room, or answers were slow.
    pub(super) fn is_pressed(&self, now: Duration) -> bool {
        now < self.pressed_until
    }

    /// A request is admitted, after which so many are in progress.
    pub(super) const fn admitted(&mut self, in_progress: u32) {
        if in_progress > self.window.peak {
            self.window.peak = in_progress;
        }
    }

    /// A request found no room at `now`.
    pub(super) fn shed(&mut self, now: Duration) {
        self.window.has_shed = true;
        self.pressed_until = now + PRESSURE;
    }

    /// A request that came at `began` has its answer at `now`.
    pub(super) fn answered(&mut self, began: Duration, now: Duration) {
        if began < self.window.begin || self.bounds.target.is_zero() {
            return;
        }
        let took = now.saturating_sub(began);
        self.window.answers = self.window.answers.saturating_add(1);
        self.window.slow = self.window.slow.saturating_add(u32::from(took >= self.bounds.target));
        self.window.sum = self.window.sum.saturating_add(took);
        let is_full = self.window.answers >= ANSWERS.max(self.limit / 2);
        if is_full || now.saturating_sub(self.window.begin) >= LONGEST_WINDOW {
            self.judge(now);
        }
    }

    /// A request that came at `began` was given up at `now`: it would have taken longer still.
    pub(super) fn given_up(&mut self, began: Duration, now: Duration) {
        if now.saturating_sub(began) >= self.bounds.target {
            self.answered(began, now);
        }
    }

    fn judge(&mut self, now: Duration) {
        let Window { answers, slow, sum, peak, has_shed, .. } = self.window;
        let Bounds { least, most, target } = self.bounds;
        let is_slow = slow.saturating_mul(10) > answers;
        // If the limit was not nearly reached, it says nothing that answers were quick.
        let is_used = has_shed || peak.saturating_mul(5) >= self.limit.saturating_mul(4);
        // And if few requests were in progress, it is not their number that made them slow.
        if is_slow && peak > least {
            // So many would have been in time, as answers take the longer the more there are; at least a quarter.
            let mean = (sum / answers.max(1)).as_secs_f64();
            let part = (target.as_secs_f64() / mean.max(f64::MIN_POSITIVE)).clamp(0.25, 0.9);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is less than a u32")]
            let fewer = (f64::from(self.limit.min(peak)) * part) as u32;
            self.limit = fewer.max(least).min(most);
            self.is_starting = false;
            self.pressed_until = now + PRESSURE;
        } else if is_used && !is_slow {
            let more = if self.is_starting { self.limit } else { (self.limit / 16).max(1) };
            self.limit = self.limit.saturating_add(more).min(most);
        }
        self.window = Window { begin: now, ..Window::default() };
    }
}

#[cfg(test)]
mod tests;
