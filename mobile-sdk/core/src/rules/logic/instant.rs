//! Times and dates of rules: real ones of the years 0000 to 9999.

use core::fmt;

use crate::civil::{civil_from_days, days_from_civil, days_in_month};
use crate::time::UnixTime;

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
const SECOND: i64 = 1_000;

/// 0000-01-01 and 9999-12-31, in days from 1970-01-01.
const FIRST_DAY: i64 = -719_528;
const LAST_DAY: i64 = 2_932_896;

/// A unit of `plusTime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Year,
    Month,
    Day,
    Hour,
}

impl Unit {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "year" => Self::Year,
            "month" => Self::Month,
            "day" => Self::Day,
            "hour" => Self::Hour,
            _ => return None,
        })
    }
}

/// A civil day, in whole days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i64);

impl Day {
    pub(super) const fn from_days(days: i64) -> Self {
        Self(days)
    }

    pub(crate) const fn days(self) -> i64 {
        self.0
    }

    /// `None` outside the years 0000 to 9999.
    pub(super) fn in_range(self) -> Option<Self> {
        (FIRST_DAY..=LAST_DAY).contains(&self.0).then_some(self)
    }

    /// Parses `YYYY-MM-DD`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut text = Digits(text);
        let (year, month, day) = (text.number(4)?, text.two_after(b'-')?, text.two_after(b'-')?);
        text.end()?;
        Self::from_civil(year, month, day)
    }

    /// The last day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` may mean.
    pub(super) fn parse_latest(text: &str) -> Option<Self> {
        if text.len() == 10 {
            return Self::parse(text);
        }
        let mut text = Digits(text);
        let year = text.number(4)?;
        let month = if text.0.is_empty() { 12 } else { text.two_after(b'-')? };
        text.end()?;
        Self::from_civil(year, month, days_in_month(year, month))
    }

    /// Moved by whole days, or by months, where a day that the month does not have runs over.
    pub(super) fn plus(self, amount: i64, unit: Unit) -> Option<Self> {
        let (year, month, day) = civil_from_days(self.0);
        let months = match unit {
            Unit::Hour => return None,
            Unit::Day => return Self(self.0.checked_add(amount)?).in_range(),
            Unit::Month => amount,
            Unit::Year => amount.checked_mul(12)?,
        };
        // Months from the year 0 on.
        let months = year.checked_mul(12)?.checked_add(i64::from(month))?.checked_sub(1)?.checked_add(months)?;
        let (year, month) = (months.div_euclid(12), u8::try_from(months.rem_euclid(12)).ok()?.checked_add(1)?);
        // A month that runs over is at most a day or three too long.
        (-1..=10_000).contains(&year).then_some(())?;
        Self(days_from_civil(year, month, 1).checked_add(i64::from(day))?.checked_sub(1)?).in_range()
    }

    fn from_civil(year: i64, month: u8, day: u8) -> Option<Self> {
        (day >= 1 && day <= days_in_month(year, month)).then(|| Self(days_from_civil(year, month, day)))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A point in time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(i64);

/// A string with a time: when it is, and whether it says its offset.
pub(super) struct TimeText {
    pub(super) instant: Instant,
    pub(super) has_offset: bool,
}

impl Instant {
    #[cfg(test)]
    pub(super) const fn milliseconds(self) -> i64 {
        self.0
    }

    /// A time of the format.
    pub(super) fn of(time: UnixTime) -> Option<Self> {
        Some(Self(time.seconds().cast_signed().checked_mul(SECOND)?))
    }

    /// Its second, rounded down.
    pub(super) const fn second(self) -> i64 {
        self.0.div_euclid(SECOND)
    }

    /// Midnight UTC of a day.
    pub(super) fn midnight(day: Day) -> Option<Self> {
        Some(Self(day.0.checked_mul(DAY)?))
    }

    fn in_range(self) -> Option<Self> {
        Day(self.0.div_euclid(DAY)).in_range().map(|_| self)
    }

    /// Moved by hours, or by what [`Day::plus`] knows, at the same time of the day in UTC.
    pub(super) fn plus(self, amount: i64, unit: Unit) -> Option<Self> {
        if unit == Unit::Hour {
            return Self(self.0.checked_add(amount.checked_mul(HOUR)?)?).in_range();
        }
        let day = Day(self.0.div_euclid(DAY)).plus(amount, unit)?;
        Some(Self(Self::midnight(day)?.0.checked_add(self.0.rem_euclid(DAY))?))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.0.rem_euclid(DAY);
        let part = |unit: i64, count: i64| of_day.div_euclid(unit).rem_euclid(count);
        let (hour, minute, second) = (part(HOUR, 24), part(MINUTE, 60), part(SECOND, 60));
        let milliseconds = part(1, SECOND);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z", Day(self.0.div_euclid(DAY)))
    }
}

impl TimeText {
    /// Parses `YYYY-MM-DDThh:mm:ss`, perhaps with a fraction, perhaps with an offset.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_at_checked(10)?;
        let day = Day::parse(date)?;
        let mut text = Digits(time);
        let (hour, minute, second) = (text.two_after(b'T')?, text.two_after(b':')?, text.two_after(b':')?);
        (hour < 24 && minute < 60 && second < 60).then_some(())?;
        let fraction = text.milliseconds()?;
        let has_offset = !text.0.is_empty();
        let offset = text.offset()?;
        let of_day = [(hour, HOUR), (minute, MINUTE), (second, SECOND)];
        let whole_seconds = of_day.iter().try_fold(Instant::midnight(day)?.0, |sum, (number, unit)| {
            sum.checked_add(i64::from(*number).checked_mul(*unit)?)
        })?;
        let milliseconds = whole_seconds.checked_add(fraction)?;
        let instant = Instant(milliseconds.checked_sub(offset)?).in_range()?;
        Some(Self { instant, has_offset })
    }
}

/// A text that is read from its beginning.
struct Digits<'a>(&'a str);

impl Digits<'_> {
    /// Exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
        self.0 = rest;
        number.parse().ok()
    }

    /// Two digits after a character.
    fn two_after(&mut self, character: u8) -> Option<u8> {
        self.take(character).then_some(())?;
        u8::try_from(self.number(2)?).ok()
    }

    fn take(&mut self, character: u8) -> bool {
        let rest = self.0.strip_prefix(char::from(character));
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    /// A point and digits, if there are some; those after the third do not count.
    fn milliseconds(&mut self) -> Option<i64> {
        if !self.take(b'.') {
            return Some(0);
        }
        let rest = self.0.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let digits = self.0.get(..self.0.len().checked_sub(rest.len())?)?;
        self.0 = rest;
        (!digits.is_empty()).then_some(())?;
        let counted = digits.get(..digits.len().min(3))?;
        counted.parse::<i64>().ok()?.checked_mul(match counted.len() {
            1 => 100,
            2 => 10,
            _ => 1,
        })
    }

    /// The rest as an offset, in milliseconds: nothing, `Z`, or a sign and h, hh, hmm, hhmm, h:mm or hh:mm.
    fn offset(&mut self) -> Option<i64> {
        if self.0.is_empty() || self.0 == "Z" {
            return Some(0);
        }
        let is_east = self.take(b'+');
        (is_east || self.take(b'-')).then_some(())?;
        let (hours, minutes) = match (self.0.split_once(':'), self.0.len()) {
            (Some(parts), _) => parts,
            (None, 1 | 2) => (self.0, "00"),
            (None, 3) => self.0.split_at_checked(1)?,
            (None, 4) => self.0.split_at_checked(2)?,
            (None, _) => return None,
        };
        matches!(hours.len(), 1 | 2).then_some(())?;
        let (hours, minutes) = (Digits(hours).number(hours.len())?, {
            let mut digits = Digits(minutes);
            let minutes = digits.number(2)?;
            digits.end()?;
            minutes
        });
        (hours < 24 && minutes < 60).then_some(())?;
        let offset = hours.checked_mul(HOUR)?.checked_add(minutes.checked_mul(MINUTE)?)?;
        if is_east { Some(offset) } else { offset.checked_neg() }
    }
}
