use crate::time::{CivilDate, SECONDS_PER_DAY, UnixTime};

/// No civil time is further behind UTC, in seconds (UTC-12).
const WESTERNMOST_SECONDS: i64 = 12 * 3_600;

/// Whether a civil day is over in every zone on earth: whichever the issuer's is, the day has ended there.
pub(super) fn is_over_everywhere(day: CivilDate, now: UnixTime) -> bool {
    let ends_in_utc = i64::from(day.days()).saturating_add(1).saturating_mul(SECONDS_PER_DAY.cast_signed());
    now.seconds().cast_signed() >= ends_in_utc.saturating_add(WESTERNMOST_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zones of the earth in minutes ahead of UTC, the westernmost and the easternmost among them.
    const ZONES: [i64; 9] = [-720, -660, -300, -210, 0, 345, 540, 780, 840];

    #[test]
    fn a_day_is_over_everywhere_when_it_is_over_in_the_westernmost_zone_and_not_a_second_before() {
        for text in ["1970-01-01", "2026-10-17", "2026-12-31", "2028-02-29"] {
            let day = CivilDate::parse(text).expect("a day");
            let end = |minutes: i64| (i64::from(day.days()) + 1) * 86_400 - minutes * 60;
            for zone in ZONES {
                let last_second = UnixTime::saturating_new(u64::try_from(end(zone) - 1).expect("after 1970"));
                assert!(!is_over_everywhere(day, last_second), "{text}, {zone} minutes ahead of UTC");
            }
            let over = UnixTime::saturating_new(u64::try_from(end(-720)).expect("after 1970"));
            assert!(is_over_everywhere(day, over), "{text}");
        }
    }

    #[test]
    fn the_last_day_of_the_format_is_never_over_and_the_first_always() {
        assert!(!is_over_everywhere(CivilDate::MAX, UnixTime::MAX));
        assert!(is_over_everywhere(CivilDate::MIN, UnixTime::saturating_new(0)));
    }
}
