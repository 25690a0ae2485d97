//! When which status lists change. A revocation that set a bit in all lists at once would tie a person's days together:
//! so only the lists of days on which day passes are shown now change at once, the others in batches.

use haetae_core::{SECONDS_PER_DAY, StatusDay, UnixTime};

/// The time between two batches in the lists of other days, in seconds: at midnight and at noon, UTC.
pub const BATCH_SECONDS: u64 = 43_200;

/// So many days before its day, scanners fetch a list for the first time, and again only on its eve: it takes in then
/// what was revoked since it was made, so that they know it even if they have no network on the eve.
const FETCHED_DAYS_BEFORE: u64 = 14;

/// So many seconds before its day begins, a list changes at once: scanners have it before the first pass is valid.
const BEFORE_ITS_DAY: u64 = 900;

/// When the list of a day takes in revocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Day passes of that day may be shown now, or in a few minutes: each revocation at once.
    AtOnce,
    /// All that wait, if any of them was revoked before this time.
    Batch(UnixTime),
    /// Not before scanners fetch it.
    Later,
}

/// The times at which lists change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// So many seconds after its beginning, no day pass of a day is valid any more.
    day_pass_end: u64,
}

impl Schedule {
    /// The day passes of a day end at most `day_pass_end` seconds after its beginning. Today's list and yesterday's
    /// change at once in any case, whatever calendar earlier passes were made by.
    pub(super) const fn new(day_pass_end: u64) -> Self {
        let two_days = 2 * SECONDS_PER_DAY;
        Self { day_pass_end: if day_pass_end > two_days { day_pass_end } else { two_days } }
    }

    /// The turn of a day's list at `now`. The eve is the UTC day before: its midnight and its noon are batches.
    pub(super) fn turn(self, day: StatusDay, now: UnixTime) -> Turn {
        let begins = day.begins();
        let begins_soon = begins <= now.saturating_add(BEFORE_ITS_DAY);
        if begins_soon && now < begins.saturating_add(self.day_pass_end) {
            Turn::AtOnce
        } else if begins <= now.saturating_add(SECONDS_PER_DAY) {
            Turn::Batch(UnixTime::saturating_new(now.seconds() / BATCH_SECONDS * BATCH_SECONDS))
        } else if begins <= now.saturating_add(FETCHED_DAYS_BEFORE * SECONDS_PER_DAY) {
            Turn::Batch(begins.saturating_sub(FETCHED_DAYS_BEFORE * SECONDS_PER_DAY))
        } else {
            Turn::Later
        }
    }
}

/// Changes whenever the turn of a list does: at each batch, and shortly before each day.
pub(super) const fn phase(now: UnixTime) -> (u64, StatusDay) {
    (now.seconds() / BATCH_SECONDS, now.saturating_add(BEFORE_ITS_DAY).status_day())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600;

    fn turn(schedule: Schedule, ahead: i64, hour: u64) -> Turn {
        let today = StatusDay(20_750);
        let day = StatusDay(today.0.checked_add_signed(ahead.try_into().expect("days")).expect("a day"));
        schedule.turn(day, today.begins().saturating_add(hour * HOUR))
    }

    #[test]
    fn lists_of_days_that_are_shown_change_at_once_and_others_in_batches() {
        let today = StatusDay(20_750).begins();
        let (midnight, noon) = (Turn::Batch(today), Turn::Batch(today.saturating_add(BATCH_SECONDS)));
        let (short, long) = (Schedule::new(39 * HOUR), Schedule::new(51 * HOUR));
        for schedule in [short, long] {
            for hour in 0..24 {
                let batch = if hour < 12 { midnight } else { noon };
                assert_eq!([-1, 0].map(|ahead| turn(schedule, ahead, hour)), [Turn::AtOnce; 2], "{hour}");
                assert_eq!([-14, -3, 1].map(|ahead| turn(schedule, ahead, hour)), [batch; 3], "{hour}");
                // What was revoked before scanners fetched it is late.
                assert_eq!(turn(schedule, 14, hour), midnight);
                assert_eq!(turn(schedule, 2, hour), Turn::Batch(today.saturating_sub(12 * SECONDS_PER_DAY)));
                assert_eq!(turn(schedule, 15, hour), Turn::Later);
            }
        }
        assert_eq!([0, 2, 3].map(|hour| turn(long, -2, hour)), [Turn::AtOnce, Turn::AtOnce, midnight]);
        assert_eq!(turn(short, -2, 0), midnight);
        let soon = StatusDay(20_751).begins().saturating_sub(BEFORE_ITS_DAY);
        assert_eq!(short.turn(StatusDay(20_751), soon), Turn::AtOnce);
        assert_ne!(short.turn(StatusDay(20_751), soon.saturating_sub(1)), Turn::AtOnce);
        assert_ne!(phase(soon), phase(soon.saturating_sub(1)));
    }
}
