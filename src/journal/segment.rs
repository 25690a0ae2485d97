use std::fmt;

use haetae_core::{CivilDate, UnixTime};

/// The name of a file of the journal: `2026-11-22-000.ndjson`. A UTC day has more than one if a write failed, each with
/// the next number. The order of names is that of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentName {
    /// The UTC day.
    pub day: CivilDate,
    /// Which of the day.
    pub number: u32,
}

impl SegmentName {
    /// The first file of a day.
    pub const fn first_of(day: CivilDate) -> Self {
        Self { day, number: 0 }
    }

    /// The next of the same day.
    pub const fn next(self) -> Self {
        Self { day: self.day, number: self.number.saturating_add(1) }
    }

    /// Parses a file's name.
    pub fn parse(name: &str) -> Option<Self> {
        let (day, number) = name.strip_suffix(".ndjson")?.split_at_checked(10)?;
        let digits = number.strip_prefix('-')?;
        let number = digits.parse().ok()?;
        let name = Self { day: CivilDate::parse(day)?, number };
        (name.to_string().strip_suffix(".ndjson") == Some(&format!("{day}-{digits}"))).then_some(name)
    }

    /// The name of the day's key.
    pub fn key_name(self) -> String {
        format!("{}.key", self.day)
    }
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:03}.ndjson", self.day, self.number)
    }
}

/// The UTC day of a time.
pub(super) fn utc_day(time: UnixTime) -> CivilDate {
    CivilDate::from_days(i64::from(time.status_day().0)).unwrap_or(CivilDate::MAX)
}
