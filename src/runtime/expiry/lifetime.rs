use haetae_core::{SECONDS_PER_DAY, UnixTime};

/// A span of time, and what is left of it. All in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// The whole span.
    pub total: u64,
    /// The remaining time: 0 from the end on.
    pub left: u64,
}

/// How urgent it is to renew something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Less than a quarter of the lifetime has passed.
    #[default]
    Fresh,
    /// A quarter has passed: renewal has begun, or should.
    Watch,
    /// Half has passed: something prevents renewal.
    Act,
    /// Three quarters or more have passed.
    Urgent,
}

impl Lifetime {
    /// A lifetime from `begins` to `ends` at `now`.
    pub fn between(begins: UnixTime, ends: UnixTime, now: UnixTime) -> Self {
        let total = ends.seconds_since(begins);
        Self { total, left: ends.seconds_since(now).min(total) }
    }

    /// `left` days of a span of `total` days.
    pub fn of_days(left: u32, total: u32) -> Self {
        let seconds = |days: u32| u64::from(days) * SECONDS_PER_DAY;
        Self { total: seconds(total), left: seconds(left.min(total)) }
    }

    /// The part that has passed, 0 to 1.
    pub fn age_ratio(self) -> f64 {
        let whole = self.total.max(1);
        as_float(whole.saturating_sub(self.left)) / as_float(whole)
    }

    /// How urgent it is to renew it.
    pub const fn level(self) -> Level {
        let over = self.total.saturating_sub(self.left).saturating_mul(4);
        if self.left == 0 || over >= self.total.saturating_mul(3) {
            Level::Urgent
        } else if over >= self.total.saturating_mul(2) {
            Level::Act
        } else if over >= self.total {
            Level::Watch
        } else {
            Level::Fresh
        }
    }
}

impl Level {
    /// Its name in JSON and the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Watch => "watch",
            Self::Act => "act",
            Self::Urgent => "urgent",
        }
    }

    /// Its number in metrics: 0 to 3.
    pub const fn number(self) -> u8 {
        match self {
            Self::Fresh => 0,
            Self::Watch => 1,
            Self::Act => 2,
            Self::Urgent => 3,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53 seconds")]
fn as_float(seconds: u64) -> f64 {
    seconds as f64
}
