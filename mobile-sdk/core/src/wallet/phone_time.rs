use crate::time::UnixTime;

/// From so many seconds on a phone's clock counts as off: well below what a scanner accepts (section 4).
pub const CLOCK_OFF_SECONDS: u64 = 20;

/// How much of the time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeTrust {
    /// Learned from the service since the start, and both clocks of the phone have agreed since.
    Confirmed,
    /// Nothing was learned since the start: it is the phone's own clock.
    Unconfirmed,
    /// Somebody has set the phone's clock since, or it has slept: what was learned is not applied any more.
    Disturbed,
    /// The phone's clock is wrong: the time is estimated from the last contact. Scanners may not accept codes that are
    /// made by it.
    Estimated,
}

impl TimeTrust {
    /// The name of this in bindings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Unconfirmed => "unconfirmed",
            Self::Disturbed => "disturbed",
            Self::Estimated => "estimated",
        }
    }
}

/// What its owner must know of a phone's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockState {
    /// Nothing: it was right at the last contact. That the phone has slept since is no reason to doubt it.
    Trusted,
    /// It is off, and corrected.
    Corrected,
    /// It was off at the last contact, and nothing says by how much it is now.
    Doubtful,
    /// It is wrong beyond doubt, and the time is estimated.
    Estimated,
}

impl ClockState {
    /// The name of this in bindings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Corrected => "corrected",
            Self::Doubtful => "doubtful",
            Self::Estimated => "estimated",
        }
    }
}

/// The time that a phone signs its presentations with. All times are milliseconds since 1970 or between two times, so
/// that a screen can count down smoothly; the format has whole seconds ([`PhoneTime::time`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneTime {
    /// The present.
    pub now: i64,
    /// How much of it is known.
    pub trust: TimeTrust,
    /// How far the phone's clock was behind the service's at the last contact, ever; `None` before the first.
    pub behind: Option<i64>,
    /// What was added to the phone's clock.
    pub correction: i64,
    /// The earliest that it can be: the service's time, and what the monotonic clock has counted since. `None` where
    /// there was no contact since the start.
    pub earliest: Option<i64>,
    /// The same by any contact, one before the start too: then the time in between is missing.
    pub(super) bound: Option<i64>,
}

impl PhoneTime {
    /// The present in the whole seconds of the format.
    pub fn time(&self) -> UnixTime {
        seconds(self.now)
    }

    /// A time that has certainly come, whatever somebody has set the phone's clock to; before the first contact there
    /// is only that clock. What is over then is over.
    pub fn certain(&self) -> UnixTime {
        seconds(self.bound.map_or(self.now, |bound| bound.min(self.now)))
    }

    /// What its owner must know of the phone's clock.
    pub fn clock_state(&self) -> ClockState {
        let behind = self.behind.unwrap_or_default().unsigned_abs();
        match self.trust {
            TimeTrust::Estimated => ClockState::Estimated,
            _ if behind < CLOCK_OFF_SECONDS.saturating_mul(1_000) => ClockState::Trusted,
            TimeTrust::Confirmed => ClockState::Corrected,
            TimeTrust::Unconfirmed | TimeTrust::Disturbed => ClockState::Doubtful,
        }
    }

    /// The earliest that it can be, as an estimate of the present.
    pub(super) fn at_the_earliest(&self) -> Option<Self> {
        let earliest = self.earliest?;
        let correction = self.correction.saturating_add(earliest.saturating_sub(self.now));
        Some(Self { now: earliest, trust: TimeTrust::Estimated, correction, ..*self })
    }
}

fn seconds(milliseconds: i64) -> UnixTime {
    UnixTime::saturating_new(u64::try_from(milliseconds.div_euclid(1_000)).unwrap_or_default())
}
