use haetae_core::{CivilDate, UnixTime};

use crate::error::CoreError;

/// A time of an app: whole seconds since 1970.
pub(crate) fn time(seconds: i64) -> Result<UnixTime, CoreError> {
    u64::try_from(seconds).ok().and_then(UnixTime::new).ok_or(CoreError::Time(seconds))
}

/// A time of the core, as apps have it.
pub(crate) const fn seconds(time: UnixTime) -> i64 {
    time.seconds().cast_signed()
}

/// A civil day of an app: `YYYY-MM-DD`.
pub(crate) fn day(text: &str) -> Result<CivilDate, CoreError> {
    CivilDate::parse(text).ok_or_else(|| CoreError::Day(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_back_and_are_refused_outside_their_range() {
        for kept in [0, 1_792_254_257, 253_402_300_799] {
            assert_eq!(time(kept).map(seconds), Ok(kept));
        }
        for refused in [-1, 253_402_300_800, i64::MIN, i64::MAX] {
            assert_eq!(time(refused), Err(CoreError::Time(refused)));
        }
    }

    #[test]
    fn a_day_is_one_of_the_format() {
        assert_eq!(day("2026-10-17").map(|day| day.to_string()), Ok("2026-10-17".to_owned()));
        for refused in ["", "2026-02-30", "1899-12-31", "10000-01-01", "2026-1-1"] {
            assert_eq!(day(refused), Err(CoreError::Day(refused.to_owned())), "{refused}");
        }
    }
}
