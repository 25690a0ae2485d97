use std::fmt;
use std::str::FromStr;

use haetae_core::CivilDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A birth date as far as it is known: a day, a month or a year. It is written `1950-07-03`, `1950-07` or `1950`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BirthDate {
    first: CivilDate,
    precision: Precision,
}

/// How much of a birth date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// All of it.
    Day,
    /// Month and year.
    Month,
    /// The year alone.
    Year,
}

/// Placeholders for an unknown part; it may also be missing.
const UNKNOWN: [&str; 3] = ["00", "XX", "xx"];

impl BirthDate {
    /// The birth date that begins on `first`, which is the first day of the month or year where only that is known;
    /// `None` if it is not.
    pub fn new(first: CivilDate, precision: Precision) -> Option<Self> {
        let (_, month, day) = first.ymd();
        let fits = match precision {
            Precision::Day => true,
            Precision::Month => day == 1,
            Precision::Year => (month, day) == (1, 1),
        };
        fits.then_some(Self { first, precision })
    }

    /// Reads `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. A time of day after a whole date is ignored: the written date counts.
    /// `00` or `XX` for a month or day counts as not known.
    ///
    /// # Errors
    ///
    /// [`BirthDateError`]
    pub fn parse(text: &str) -> Result<Self, BirthDateError> {
        let malformed = || BirthDateError::Malformed(text.chars().take(40).collect());
        let date = without_time(text).ok_or_else(malformed)?;
        let mut parts = date.split('-');
        let year = number(parts.next(), 4).ok_or_else(malformed)?;
        if year < 1900 {
            return Err(BirthDateError::TooEarly(date.to_owned()));
        }
        let known = |part: Option<&str>| match part {
            Some(part) if UNKNOWN.contains(&part) => Ok(None),
            Some(part) => number(Some(part), 2).map(Some).ok_or_else(malformed),
            None => Ok(None),
        };
        let (month, day) = (known(parts.next())?, known(parts.next())?);
        let (precision, month, day) = match (month, day, parts.next()) {
            (Some(month), Some(day), None) => (Precision::Day, month, day),
            (Some(month), None, None) => (Precision::Month, month, 1),
            (None, None, None) => (Precision::Year, 1, 1),
            _ => return Err(malformed()),
        };
        let first = u8::try_from(month).ok().zip(u8::try_from(day).ok());
        let first = first.and_then(|(month, day)| CivilDate::from_ymd(year.into(), month, day));
        Ok(Self { first: first.ok_or_else(malformed)?, precision })
    }

    /// The day, if it is known.
    pub fn day(self) -> Option<CivilDate> {
        (self.precision == Precision::Day).then_some(self.first)
    }

    /// The earliest day that it can be.
    pub const fn earliest(self) -> CivilDate {
        self.first
    }

    /// The latest day that it can be.
    pub fn latest(self) -> CivilDate {
        let (year, month, _) = self.first.ymd();
        let next = match self.precision {
            Precision::Day => return self.first,
            Precision::Month if month < 12 => CivilDate::from_ymd(year.into(), month + 1, 1),
            Precision::Month | Precision::Year => CivilDate::from_ymd(i64::from(year) + 1, 1, 1),
        };
        next.and_then(|day| day.checked_add_days(-1)).unwrap_or(CivilDate::MAX)
    }

    /// How much of it is known.
    pub const fn precision(self) -> Precision {
        self.precision
    }

    /// Whether both can be the birth date of one person: they are equal, or one of them is less precise.
    pub fn agrees_with(self, other: Self) -> bool {
        let (left, right) = (self.to_string(), other.to_string());
        left.starts_with(&right) || right.starts_with(&left)
    }

    /// This date, or `known` if that agrees and is more precise: a source that knows only the month removes nothing.
    #[must_use]
    pub fn or_fuller(self, known: Self) -> Self {
        let says_more = known.to_string().len() > self.to_string().len();
        if says_more && self.agrees_with(known) { known } else { self }
    }
}

impl From<CivilDate> for BirthDate {
    fn from(day: CivilDate) -> Self {
        Self { first: day, precision: Precision::Day }
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, _) = self.first.ymd();
        match self.precision {
            Precision::Day => self.first.fmt(f),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Year => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for BirthDate {
    type Err = BirthDateError;

    fn from_str(text: &str) -> Result<Self, BirthDateError> {
        Self::parse(text)
    }
}

impl Serialize for BirthDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BirthDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Why a text is not a birth date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    /// It is not written as a date, or there is no such day.
    #[error("the birth date {0:?} is not a date like 1990-01-31, nor a month like 1990-01 or a year like 1990")]
    Malformed(String),
    /// It is before 1900: nobody who needs a pass was born then.
    #[error("the birth date {0} is before 1900")]
    TooEarly(String),
}

/// The date before `T` or a space and a time of day; `None` if the rest is not a time.
fn without_time(text: &str) -> Option<&str> {
    let text = text.trim();
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else { return Some(text) };
    let is_time = time.len() >= 2 && time.starts_with(|first: char| first.is_ascii_digit());
    let fits = |byte: u8| byte.is_ascii_digit() || b":.+-Zz ".contains(&byte);
    (date.len() == 10 && is_time && time.bytes().all(fits)).then_some(date)
}

fn number(text: Option<&str>, digits: usize) -> Option<u16> {
    let text = text.filter(|text| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok()
}

#[cfg(test)]
mod tests;
