use super::day_passes::{DayPass, Wallet};
use super::phone_time::{PhoneTime, TimeTrust};
use crate::presentation::{LIVE_SECONDS, UnverifiedPass};
use crate::time::{CivilDate, UnixTime};

/// The pass to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToShow {
    /// Its day, by which the phone finds its key and its text.
    pub day: CivilDate,
    /// The `iat` of the presentation to make.
    pub made: UnixTime,
    /// When to make the next: [`LIVE_SECONDS`] later.
    pub next: UnixTime,
}

/// Why there is no pass to show. It never says that somebody is not eligible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingToShow {
    /// Nothing was issued yet.
    NoPass,
    /// All that was issued is over.
    Over,
    /// The first that is not over begins later.
    NotYet {
        /// When it begins.
        from: UnixTime,
    },
}

impl Wallet {
    /// The time to show a pass at. Where none is valid by a clock that disagrees with the last contact, and one is by
    /// the earliest that it can be, the clock is probably wrong, and that time is taken.
    pub fn time_to_show(&self, time: PhoneTime) -> PhoneTime {
        match time.at_the_earliest() {
            Some(earliest)
                if time.trust == TimeTrust::Disturbed
                    && !self.has_valid(time.time())
                    && self.has_valid(earliest.time()) =>
            {
                earliest
            }
            _ => time,
        }
    }

    /// The pass to show at the time that [`Wallet::time_to_show`] names: the latest that is valid, and one that
    /// scanners refuse only where there is no other (section 3).
    ///
    /// # Errors
    ///
    /// [`NothingToShow`] where none is valid.
    pub fn to_show(&self, time: PhoneTime) -> Result<ToShow, NothingToShow> {
        let now = self.time_to_show(time).time();
        let valid = self.passes().filter(|(_, pass)| is_valid(pass, now));
        let best = valid.max_by_key(|(day_pass, pass)| {
            let is_refused = day_pass.standing.is_some_and(|standing| standing.is_refused(now));
            (!is_refused, pass.claims.not_before)
        });
        match best {
            Some((day_pass, _)) => Ok(ToShow { day: day_pass.day, made: now, next: now.saturating_add(LIVE_SECONDS) }),
            None => Err(self.why_nothing(now)),
        }
    }

    /// Until when there is a pass to show from `now` on without a gap; `None` where there is none now. With `refused`,
    /// passes that scanners refuse count too.
    pub fn covered_until(&self, now: UnixTime, refused: bool) -> Option<UnixTime> {
        let counts = |day_pass: &DayPass| refused || day_pass.standing.is_none_or(|standing| !standing.is_refused(now));
        // The pass that lasts longest of those that are valid at a time. A phone holds few: nothing is sorted.
        let ends = |time: UnixTime| {
            let valid = self.passes().filter(|(day_pass, pass)| counts(day_pass) && is_valid(pass, time));
            valid.map(|(_, pass)| pass.claims.expires).max()
        };
        let mut until = ends(now)?;
        while let Some(later) = ends(until) {
            until = later;
        }
        Some(until)
    }

    fn has_valid(&self, now: UnixTime) -> bool {
        self.passes().any(|(_, pass)| is_valid(pass, now))
    }

    fn why_nothing(&self, now: UnixTime) -> NothingToShow {
        let begins = self.passes().map(|(_, pass)| pass.claims.not_before);
        match begins.filter(|from| *from > now).min() {
            Some(from) => NothingToShow::NotYet { from },
            None if self.passes().next().is_none() => NothingToShow::NoPass,
            None => NothingToShow::Over,
        }
    }
}

fn is_valid(pass: &UnverifiedPass, now: UnixTime) -> bool {
    pass.claims.not_before <= now && now < pass.claims.expires
}
