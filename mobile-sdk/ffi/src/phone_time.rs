use haetae_core::{ClockState as CoreState, PhoneTime, TimeTrust as CoreTrust};

use crate::time::seconds;

/// The time that a phone signs its presentations with. It does not change: ask the clock for another.
#[derive(Debug, uniffi::Object)]
pub struct CorePhoneTime(pub(crate) PhoneTime);

/// How much of the time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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

/// What its owner must know of a phone's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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

#[uniffi::export]
impl CorePhoneTime {
    /// The present, in milliseconds since 1970: a screen counts down smoothly by it.
    pub fn now_ms(&self) -> i64 {
        self.0.now
    }

    /// The present in the whole seconds of the format, since 1970.
    pub fn now(&self) -> i64 {
        seconds(self.0.time())
    }

    /// How much of it is known.
    pub fn trust(&self) -> TimeTrust {
        self.0.trust.into()
    }

    /// What its owner must know of the phone's clock.
    pub fn state(&self) -> ClockState {
        self.0.clock_state().into()
    }

    /// How far the phone's clock was behind the service's at the last contact, ever, in milliseconds; absent before the
    /// first.
    pub fn behind_ms(&self) -> Option<i64> {
        self.0.behind
    }

    /// What was added to the phone's clock, in milliseconds.
    pub fn correction_ms(&self) -> i64 {
        self.0.correction
    }

    /// The earliest that it can be, in milliseconds since 1970; absent where there was no contact since the start.
    pub fn earliest_ms(&self) -> Option<i64> {
        self.0.earliest
    }

    /// A time that has certainly come, in seconds since 1970, whatever somebody has set the phone's clock to. What is
    /// over then is over.
    pub fn certain(&self) -> i64 {
        seconds(self.0.certain())
    }
}

impl From<CoreTrust> for TimeTrust {
    fn from(trust: CoreTrust) -> Self {
        match trust {
            CoreTrust::Confirmed => Self::Confirmed,
            CoreTrust::Unconfirmed => Self::Unconfirmed,
            CoreTrust::Disturbed => Self::Disturbed,
            CoreTrust::Estimated => Self::Estimated,
        }
    }
}

impl From<CoreState> for ClockState {
    fn from(state: CoreState) -> Self {
        match state {
            CoreState::Trusted => Self::Trusted,
            CoreState::Corrected => Self::Corrected,
            CoreState::Doubtful => Self::Doubtful,
            CoreState::Estimated => Self::Estimated,
        }
    }
}
