use haetae_core::{Contact as CoreContact, Moment as CoreMoment, PhoneClock};

use crate::phone_time::CorePhoneTime;
use crate::shared::Shared;

/// Both clocks of a phone at one moment, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Moment {
    /// The time of day, since 1970. People and networks set it.
    pub wall_ms: i64,
    /// Since some moment, and never set. It may stand still while the phone sleeps, and begins anew with each start.
    pub monotonic_ms: i64,
}

/// What was learned at the last contact with the service: keep it for the next start. In milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Contact {
    /// The service's time, since 1970.
    pub server_ms: i64,
    /// How far the phone's clock was behind it; negative where it was ahead.
    pub behind_ms: i64,
}

/// Corrects a phone's clock by the service's, as long as the monotonic clock agrees with it.
#[derive(Debug, uniffi::Object)]
pub struct CorePhoneClock(Shared<PhoneClock>);

#[uniffi::export]
impl CorePhoneClock {
    /// A clock that is started now, with what was kept of the last contact.
    #[uniffi::constructor(default(last = None))]
    pub fn new(now: Moment, last: Option<Contact>) -> Self {
        Self(Shared::new(PhoneClock::new(now.into(), last.map(CoreContact::from))))
    }

    /// Learns the service's time, in milliseconds since 1970, from an answer that has just arrived. Returns what to
    /// keep for the next start.
    pub fn learn(&self, server_ms: i64, now: Moment) -> Contact {
        self.0.lock().learn(server_ms, now.into()).into()
    }

    /// The time, and how much of it is known.
    pub fn time(&self, now: Moment) -> CorePhoneTime {
        CorePhoneTime(self.0.lock().time(now.into()))
    }
}

impl From<Moment> for CoreMoment {
    fn from(moment: Moment) -> Self {
        Self { wall: moment.wall_ms, monotonic: moment.monotonic_ms }
    }
}

impl From<Contact> for CoreContact {
    fn from(contact: Contact) -> Self {
        Self { server: contact.server_ms, behind: contact.behind_ms }
    }
}

impl From<CoreContact> for Contact {
    fn from(contact: CoreContact) -> Self {
        Self { server_ms: contact.server, behind_ms: contact.behind }
    }
}
