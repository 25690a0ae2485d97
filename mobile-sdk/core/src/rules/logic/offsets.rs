use alloc::vec::Vec;

use super::instant::Day;
use crate::json::Json;
use crate::time::{SECONDS_PER_DAY, UnixTime};

const LARGEST_OFFSET: i64 = 50_400;

/// The civil time of the issuer's zone for the whole life of a rules file (section 8): from which second on how many
/// seconds east of UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offsets(Vec<(i64, i64)>);

impl Offsets {
    /// The civil time of UTC.
    pub const UTC: Self = Self(Vec::new());

    /// `None` where the value is not a list of `[from, seconds]` as section 8 has it.
    pub fn read(json: &Json) -> Option<Self> {
        let Json::Array(entries) = json else { return None };
        let mut offsets: Vec<(i64, i64)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let Json::Array(entry) = entry else { return None };
            let [Json::Integer(from), Json::Integer(seconds)] = entry.as_slice() else { return None };
            UnixTime::new(u64::try_from(*from).ok()?)?;
            let ascends = offsets.last().map_or(*from == 0, |(last, _)| last < from);
            if !ascends || seconds.checked_rem(60) != Some(0) || seconds.saturating_abs() > LARGEST_OFFSET {
                return None;
            }
            offsets.push((*from, *seconds));
        }
        (!offsets.is_empty()).then_some(Self(offsets))
    }

    /// The civil day of a second since 1970.
    pub(super) fn day_of(&self, second: i64) -> Day {
        // At most as many seconds as the years 0000 to 9999 have.
        Day::from_days(second.saturating_add(self.seconds_at(second)).div_euclid(SECONDS_PER_DAY.cast_signed()))
    }

    /// The civil date of a time, in whole days since 1970-01-01.
    pub(crate) fn days(&self, time: UnixTime) -> i64 {
        self.day_of(time.seconds().cast_signed()).days()
    }

    /// The seconds after `from`, up to `last`, at which the civil date is not that of the second before.
    pub(crate) fn new_days(&self, from: UnixTime, last: UnixTime) -> Vec<UnixTime> {
        let mut seconds = Vec::new();
        // Between two changes of the offset, midnight comes every 86,400 seconds.
        let mut begins = from.seconds().cast_signed().saturating_add(1);
        let end = last.seconds().cast_signed().saturating_add(1);
        while begins < end {
            let next_change = self.0.get(self.0.partition_point(|(change, _)| *change <= begins));
            let until = next_change.map_or(end, |(change, _)| end.min(*change));
            if self.day_of(begins) != self.day_of(begins.saturating_sub(1)) {
                seconds.push(begins);
            }
            let day = SECONDS_PER_DAY.cast_signed();
            let of_day = begins.saturating_add(self.seconds_at(begins)).rem_euclid(day);
            let mut midnight = begins.saturating_add(day.saturating_sub(of_day));
            while midnight < until {
                seconds.push(midnight);
                midnight = midnight.saturating_add(day);
            }
            begins = until;
        }
        seconds.into_iter().filter_map(|second| UnixTime::new(u64::try_from(second).ok()?)).collect()
    }

    /// How many seconds east of UTC the civil time is at a second since 1970.
    fn seconds_at(&self, second: i64) -> i64 {
        let begun = self.0.partition_point(|(from, _)| *from <= second);
        self.0.get(begun.saturating_sub(1)).map_or(0, |(_, seconds)| *seconds)
    }
}
