//! Finds out how many requests a node can answer at a time: more while answers come in time, fewer when they do not.
//! All of it follows from what is reported to it, and when.

use std::time::Duration;

/// Where the limit begins: it doubles from there as long as nothing is slow.
const BEGIN: u32 = 128;
/// A window is judged after so many answers, or half of the limit if that is more.
const ANSWERS: u32 = 10;
/// But not before it is so old: a machine that does something else for a moment makes all requests late
/// that are in progress then, and that says nothing of their number.
const SHORTEST_WINDOW: Duration = Duration::from_millis(250);
/// And at the latest when its first answer is so old.
const LONGEST_WINDOW: Duration = Duration::from_secs(1);
/// For so many windows it counts how long answers took before the limit was lowered, and that it was of no use.
const MEMORY: u32 = 40;
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
    /// What was seen just before the limit was lowered, to find out whether that is of use.
    before: Option<Seen>,
    /// What was seen when it was of no use: as long as this counts, the limit is not lowered.
    without_use: Option<Seen>,
}

/// What was seen in a window, for some windows more.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// How many requests were in progress.
    number: u32,
    /// The time that an answer took on average.
    mean: Duration,
    windows_left: u32,
}

/// The answers to requests that came since the limit was last judged: those that came before say nothing of it.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    begin: Duration,
    /// When the first of the answers came.
    first: Option<Duration>,
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
        Self { bounds, limit, is_starting: true, window, pressed_until, before: None, without_use: None }
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
        let is_old = now.saturating_sub(self.window.begin) >= SHORTEST_WINDOW;
        let first = *self.window.first.get_or_insert(now);
        if (is_full && is_old) || now.saturating_sub(first) >= LONGEST_WINDOW {
            self.judge(now, took);
        }
    }

    /// A request that came at `began` was given up at `now`: it would have taken longer still.
    pub(super) fn given_up(&mut self, began: Duration, now: Duration) {
        if now.saturating_sub(began) >= self.bounds.target {
            self.answered(began, now);
        }
    }

    /// Judges the window at its last answer, which took so long.
    fn judge(&mut self, now: Duration, last: Duration) {
        let Window { answers, slow, sum, peak, has_shed, .. } = self.window;
        let Bounds { least, most, target } = self.bounds;
        let mean = sum / answers.max(1);
        let is_slow = slow.saturating_mul(10) > answers;
        // If the limit was not nearly reached, it says nothing that answers were quick; nor if they are no longer.
        let is_used = has_shed || peak.saturating_mul(5) >= self.limit.saturating_mul(4);
        let is_quick = !is_slow && last < target;
        self.window = Window { begin: now, ..Window::default() };
        // And if few requests were in progress, it is not their number that made them slow.
        if is_slow && (peak > least || self.limit <= least) {
            self.is_starting = false;
            self.pressed_until = now + PRESSURE;
            self.slow(self.limit.min(peak), mean);
        } else if is_used && is_quick {
            let more = if self.is_starting { self.limit } else { (self.limit / 16).max(1) };
            self.limit = self.limit.saturating_add(more).min(most);
            // As long as there are not yet so many more, answers are quicker than they will be.
            self.window.begin += if self.is_starting { mean } else { Duration::ZERO };
        }
        self.before = self.before.and_then(Seen::a_window_later);
        self.without_use = self.without_use.and_then(Seen::a_window_later);
    }

    /// So many requests in progress took so long on average, and too long. If a node has all the work that it can do,
    /// fewer at a time are answered sooner, and as many a second. If it is something else that makes them slow, fewer
    /// are answered a second, and no sooner: then lowering the limit only costs.
    fn slow(&mut self, number: u32, mean: Duration) {
        if self.without_use.is_some_and(|seen| seen.is_not_slowed_by(number, mean)) {
            return;
        }
        self.without_use = None;
        let now = Seen { number, mean, windows_left: MEMORY };
        let before = self.before.filter(|before| number < before.number);
        if let Some(before) = before
            && before.answered_more_than(now)
        {
            self.limit = before.needed(mean).max(number);
            (self.before, self.without_use) = (None, Some(now));
        } else {
            self.before = before.or(Some(now));
            // So many would have been in time, as answers take the longer the more there are; at least a quarter.
            let part = ratio(self.bounds.target, mean).clamp(0.25, 0.9);
            self.limit = times(number, part);
        }
        self.limit = self.limit.max(self.bounds.least).min(self.bounds.most);
    }
}

impl Seen {
    /// Whether the node answered more a second than now that fewer are in progress, by more than a third of what their
    /// number was lowered by. A quarter less of them is the least that stands out from chance.
    fn answered_more_than(&self, now: Self) -> bool {
        let part = f64::from(now.number) / f64::from(self.number.max(1));
        part <= 0.75 && ratio(now.mean, self.mean) > 3.0 * part / (2.0 + part)
    }

    /// How many must be in progress for as many answers a second as then, if each takes so long (Little's law).
    fn needed(&self, mean: Duration) -> u32 {
        times(self.number, ratio(mean, self.mean).min(1.0))
    }

    /// Whether answers take little longer although there are so many: it is not their number that makes them slow.
    fn is_not_slowed_by(&self, number: u32, mean: Duration) -> bool {
        let more = f64::from(number) / f64::from(self.number.max(1));
        ratio(mean, self.mean) <= (1.0 + more).max(2.2) / 2.0
    }

    fn a_window_later(self) -> Option<Self> {
        Some(Self { windows_left: self.windows_left.checked_sub(1)?, ..self })
    }
}

fn ratio(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a u32 is one")]
fn times(number: u32, part: f64) -> u32 {
    (f64::from(number) * part) as u32
}

#[cfg(test)]
mod tests;
