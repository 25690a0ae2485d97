#[cfg(test)]
mod tests;

use super::phone_time::{PhoneTime, TimeTrust};

/// The two clocks of a phone may drift apart by so many milliseconds, and a ten thousandth of the time, and still
/// agree.
const AGREEMENT: i64 = 2_000;
const DRIFT: i64 = 10_000;

/// Both clocks of a phone at one moment, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time of day, since 1970. People and networks set it.
    pub wall: i64,
    /// Since some moment, and never set. It may stand still while the phone sleeps, and begins anew with each start.
    pub monotonic: i64,
}

/// What was learned at the last contact with the service: it is kept for the next start. In milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The service's time, since 1970.
    pub server: i64,
    /// How far the phone's clock was behind it; negative where it was ahead.
    pub behind: i64,
}

/// Corrects a phone's clock by the service's, as long as the monotonic clock agrees with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneClock {
    opened: Moment,
    learned: Option<Moment>,
    last: Option<Contact>,
}

impl PhoneClock {
    /// A clock that is started now, with what was kept of the last contact.
    pub const fn new(now: Moment, last: Option<Contact>) -> Self {
        Self { opened: now, learned: None, last }
    }

    /// Learns the service's time, in milliseconds since 1970, from an answer that has just arrived. Returns what to
    /// keep.
    pub const fn learn(&mut self, server: i64, now: Moment) -> Contact {
        let contact = Contact { server, behind: server.saturating_sub(now.wall) };
        self.learned = Some(now);
        self.last = Some(contact);
        contact
    }

    /// The time, and how much of it is known.
    pub fn time(&self, now: Moment) -> PhoneTime {
        let wall = now.wall;
        let as_it_stands =
            |trust, behind, earliest, bound| PhoneTime { now: wall, trust, behind, correction: 0, earliest, bound };
        let Some(Contact { server, behind }) = self.last else {
            return as_it_stands(TimeTrust::Unconfirmed, None, None, None);
        };
        let since = self.learned.unwrap_or(self.opened);
        let elapsed = now.monotonic.saturating_sub(since.monotonic);
        let agreement = AGREEMENT.saturating_add(elapsed / DRIFT);
        let bound = server.saturating_add(elapsed);
        let earliest = self.learned.map(|_| bound);
        let apart = wall.saturating_sub(since.wall).saturating_sub(elapsed);
        let corrected = |now: i64, trust| PhoneTime {
            now,
            trust,
            behind: Some(behind),
            correction: now.saturating_sub(wall),
            earliest,
            bound: Some(bound),
        };
        let with_error = wall.saturating_add(behind);
        if self.learned.is_some() && apart.saturating_abs() <= agreement {
            return corrected(with_error, TimeTrust::Confirmed);
        }
        if wall < bound.saturating_sub(agreement) {
            // A time that has been: the clock is wrong, and perhaps by as much as at the last contact.
            return corrected(with_error.max(bound), TimeTrust::Estimated);
        }
        let trust = if self.learned.is_some() { TimeTrust::Disturbed } else { TimeTrust::Unconfirmed };
        as_it_stands(trust, Some(behind), earliest, Some(bound))
    }
}
