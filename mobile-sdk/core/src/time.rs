//! Times and dates of the format (section 1). The core has no clock: the present is always an argument.

use core::fmt;

use crate::civil::{civil_from_days, days_from_civil, days_in_month};

/// Seconds in a day, as the format counts days.
pub const SECONDS_PER_DAY: u64 = 86_400;

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, up to the end of year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// The last second of year 9999.
    pub const MAX: Self = Self(253_402_300_799);

    /// `None` after the end of year 9999.
    pub const fn new(seconds: u64) -> Option<Self> {
        if seconds <= Self::MAX.0 { Some(Self(seconds)) } else { None }
    }

    /// The nearest time that the format can express.
    pub const fn saturating_new(seconds: u64) -> Self {
        if seconds <= Self::MAX.0 { Self(seconds) } else { Self::MAX }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// The UTC day that this time falls into; a pass belongs to the day of its `nbf` (section 6).
    pub const fn status_day(self) -> StatusDay {
        // MAX / 86,400 is 2,932,896: the conversion loses nothing.
        #[expect(clippy::cast_possible_truncation, reason = "at most 2,932,896")]
        StatusDay((self.0 / SECONDS_PER_DAY) as u32)
    }

    /// This time moved forward, stopping at the end of year 9999.
    pub const fn saturating_add(self, seconds: u64) -> Self {
        Self::saturating_new(self.0.saturating_add(seconds))
    }

    /// This time moved back, stopping at 1970.
    pub const fn saturating_sub(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to `self`; zero if `earlier` is later.
    pub const fn seconds_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A civil date in the issuer's zone: whole days since 1970-01-01, from 1900-01-01 to 9999-12-31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(i32);

impl CivilDate {
    /// 1900-01-01.
    pub const MIN: Self = Self(-25_567);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    /// `None` before 1900-01-01 or after 9999-12-31.
    pub const fn from_days(days: i64) -> Option<Self> {
        if days >= Self::MIN.0 as i64 && days <= Self::MAX.0 as i64 {
            #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
            Some(Self(days as i32))
        } else {
            None
        }
    }

    /// From a proleptic Gregorian date; `None` if there is no such day in the range.
    pub const fn from_ymd(year: i64, month: u8, day: u8) -> Option<Self> {
        if year < 1900 || year > 9999 || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        Self::from_days(days_from_civil(year, month, day))
    }

    /// Whole days since 1970-01-01, negative before.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1..=12) and day of the month (1..=31).
    pub const fn ymd(self) -> (i32, u8, u8) {
        let (year, month, day) = civil_from_days(self.0 as i64);
        #[expect(clippy::cast_possible_truncation, reason = "from 1900 to 9999")]
        (year as i32, month, day)
    }

    /// Parses `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return None;
        }
        let number = |range: core::ops::Range<usize>| -> Option<u16> {
            let digits = text.get(range)?;
            if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
        };
        let month = u8::try_from(number(5..7)?).ok()?;
        let day = u8::try_from(number(8..10)?).ok()?;
        Self::from_ymd(i64::from(number(0..4)?), month, day)
    }

    /// This date moved by whole days; `None` outside the range.
    pub const fn checked_add_days(self, days: i64) -> Option<Self> {
        match (self.0 as i64).checked_add(days) {
            Some(moved) => Self::from_days(moved),
            None => None,
        }
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The day that a status list and a status key serve: `floor(nbf / 86400)`, days since 1970-01-01 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusDay(pub u32);

impl StatusDay {
    /// The first second of this day.
    pub const fn begins(self) -> UnixTime {
        UnixTime::saturating_new((self.0 as u64).saturating_mul(SECONDS_PER_DAY))
    }
}

impl fmt::Display for StatusDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A birthday without its year, as the format writes it: month times 100 plus day, a real day of a leap year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BirthDay(u16);

impl BirthDay {
    /// `None` unless `mmdd` is a day of a leap year, 101 to 1231.
    pub const fn from_mmdd(mmdd: u64) -> Option<Self> {
        if mmdd > 1231 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 1231")]
        let (month, day) = ((mmdd / 100) as u8, (mmdd % 100) as u8);
        if day == 0 || day > days_in_month(2000, month) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 1231")]
        Some(Self(mmdd as u16))
    }

    /// The day of a birth date on which its owner has a birthday.
    pub const fn of(date: CivilDate) -> Self {
        let (_, month, day) = date.ymd();
        Self((month as u16).saturating_mul(100).saturating_add(day as u16))
    }

    /// Month times 100 plus day.
    pub const fn mmdd(self) -> u16 {
        self.0
    }
}

impl fmt::Display for BirthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_dates_agree_with_the_calendar() {
        let cases = [
            ("1970-01-01", 0),
            ("1900-01-01", -25_567),
            ("9999-12-31", 2_932_896),
            ("2000-02-29", 11_016),
            ("2026-11-22", 20_779),
        ];
        for (text, days) in cases {
            assert_eq!(CivilDate::parse(text).map(CivilDate::days), Some(days), "{text}");
            assert_eq!(
                CivilDate::from_days(i64::from(days)).map(|date| alloc::format!("{date}")).as_deref(),
                Some(text)
            );
        }
        let refused = [
            "1899-12-31",
            "10000-01-01",
            "2021-02-29",
            "2021-13-01",
            "2021-00-10",
            "2021-1-1",
            "2021-01-00",
            "+021-01-01",
            "",
        ];
        for text in refused {
            assert_eq!(CivilDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_survives_the_way_to_year_month_day_and_back() {
        for days in CivilDate::MIN.0..=CivilDate::MAX.0 {
            let date = CivilDate::from_days(i64::from(days)).expect("in range");
            let (year, month, day) = date.ymd();
            assert_eq!(CivilDate::from_ymd(i64::from(year), month, day), Some(date));
        }
    }
}
