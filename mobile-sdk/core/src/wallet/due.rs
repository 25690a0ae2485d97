use alloc::vec::Vec;

use super::day_passes::{DayPass, Wallet};
use super::renewal::Standing;
use crate::presentation::UnverifiedPass;
use crate::time::{CivilDate, UnixTime};

/// A phone keeps the passes of so many days, today included, unless its app wants others; at most
/// [`MAX_DAYS_AHEAD`](crate::MAX_DAYS_AHEAD).
pub const DAYS_KEPT: u32 = 14;

/// What to ask the service for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The days; empty where nothing is due.
    pub days: Vec<CivilDate>,
    /// Whether there is nothing to show now that scanners take.
    pub urgent: bool,
}

impl Wallet {
    /// The days to ask for, of `count` days from `today` on (the issuer's civil day at the time `now`). Passes that
    /// scanners refuse, or will, are replaced at the planned time: phones whose key was withdrawn do not all come at
    /// once. Who has no pass at all does not wait, and neither does one whose owner has `asked` for it.
    pub fn due(&self, today: CivilDate, count: u32, now: UnixTime, asked: bool) -> Due {
        let lasting: Vec<(&DayPass, &UnverifiedPass)> =
            self.passes().filter(|(_, pass)| now < pass.claims.expires).collect();
        let begun = |pass: &UnverifiedPass| pass.claims.not_before <= now;
        let is_good = |day_pass: &DayPass| day_pass.standing.is_none_or(|standing| standing == Standing::Good);
        let urgent = !lasting.iter().any(|(day_pass, pass)| is_good(day_pass) && begun(pass));
        if !asked && now < self.planned && lasting.iter().any(|(_, pass)| begun(pass)) {
            return Due { days: Vec::new(), urgent };
        }
        let has_good = |day: CivilDate| lasting.iter().any(|(day_pass, _)| day_pass.day == day && is_good(day_pass));
        let days = (0..i64::from(count)).filter_map(|ahead| today.checked_add_days(ahead));
        Due { days: days.filter(|day| !has_good(*day)).collect(), urgent }
    }
}
