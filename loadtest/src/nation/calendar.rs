//! Civil days in Korea, and the times of day passes (wire format, section 3).

use haetae_core::{CivilDate, SECONDS_PER_DAY, UnixTime};

/// Korea is so many seconds ahead of UTC, all year.
const EAST: u64 = 9 * 3_600;
/// A day pass begins so many seconds before its day.
const LEAD: u64 = 4 * 3_600;
/// Every simulation begins at midnight on a Monday in Korea: 2026-12-07.
const FIRST_DAY: i32 = 20_794;

/// The first second of a simulation.
pub(crate) const START: u64 = FIRST_DAY as u64 * SECONDS_PER_DAY - EAST;

/// The civil day at a time.
pub(crate) fn day_of(now: u64) -> CivilDate {
    let days = (now + EAST) / SECONDS_PER_DAY;
    CivilDate::from_days(days.cast_signed()).expect("simulations take place in this century")
}

/// The first second of a civil day.
pub(crate) fn midnight(day: CivilDate) -> u64 {
    u64::try_from(day.days()).expect("simulations take place in this century") * SECONDS_PER_DAY - EAST
}

/// From when until when the pass of a day is valid.
pub(crate) fn day_pass(day: CivilDate) -> (UnixTime, UnixTime) {
    let begins = midnight(day);
    (at(begins - LEAD), at(begins + SECONDS_PER_DAY))
}

/// The hour of the day, 0 to 23.
pub(crate) fn hour_of(now: u64) -> u64 {
    (now + EAST) % SECONDS_PER_DAY / 3_600
}

/// Whether the civil day at a time is a Saturday or a Sunday.
pub(crate) fn is_weekend(now: u64) -> bool {
    // 1970-01-01 was a Thursday.
    ((now + EAST) / SECONDS_PER_DAY + 3) % 7 >= 5
}

pub(crate) fn at(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simulation_begins_at_midnight_on_a_monday() {
        let day = day_of(START);
        assert_eq!(day, CivilDate::parse("2026-12-07").expect("a day"));
        assert_eq!((midnight(day), hour_of(START)), (START, 0));
        let weekends = (0..7).filter(|day| is_weekend(START + day * SECONDS_PER_DAY)).collect::<Vec<u64>>();
        assert_eq!(weekends, [5, 6]);
    }

    #[test]
    fn a_day_pass_begins_four_hours_before_its_day_and_ends_with_it() {
        let (from, until) = day_pass(day_of(START));
        assert_eq!((from.seconds(), until.seconds()), (START - 4 * 3_600, START + SECONDS_PER_DAY));
    }
}
