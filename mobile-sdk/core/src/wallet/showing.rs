use alloc::vec::Vec;

use super::phone_time::{PhoneTime, TimeTrust};
use super::strips::{Strip, Wallet};
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
        let best = valid.max_by_key(|(strip, pass)| {
            let is_refused = strip.standing.is_some_and(|standing| standing.is_refused(now));
            (!is_refused, pass.claims.not_before)
        });
        match best {
            Some((strip, _)) => Ok(ToShow { day: strip.day, made: now, next: now.saturating_add(LIVE_SECONDS) }),
            None => Err(self.why_nothing(now)),
        }
    }

    /// Until when there is a pass to show from `now` on without a gap; `None` where there is none now. With `refused`,
    /// passes that scanners refuse count too.
    pub fn covered_until(&self, now: UnixTime, refused: bool) -> Option<UnixTime> {
        let counts = |strip: &Strip| refused || strip.standing.is_none_or(|standing| !standing.is_refused(now));
        let mut passes: Vec<&UnverifiedPass> =
            self.passes().filter(|(strip, _)| counts(strip)).map(|(_, pass)| pass).collect();
        passes.sort_by_key(|pass| pass.claims.not_before);
        passes.into_iter().fold(None, |until, pass| {
            let reached = until.unwrap_or(now);
            if pass.claims.not_before <= reached && reached < pass.claims.expires {
                Some(pass.claims.expires)
            } else {
                until
            }
        })
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
