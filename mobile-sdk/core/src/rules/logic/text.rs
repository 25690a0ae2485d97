use core::fmt;

use super::instant::{Day, Instant, TimeText};
use super::offsets::Offsets;
use crate::time::{CivilDate, UnixTime};

/// The longest text that is held as what it says: `YYYY-MM-DDThh:mm:ssZ`.
const LONGEST: usize = 20;

/// A string. Those that a pass is the reason for are held as what they say, and written out where they are compared
/// with others: a check makes no texts that it does not need.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Text<'a> {
    /// As it stands in the rule or in data.
    Str(&'a str),
    /// `YYYY-MM-DD`.
    Date(CivilDate),
    /// `YYYY-MM-DDThh:mm:ssZ`.
    Time(UnixTime),
    /// What stands before the first colon of that (0), after it (1), or after the second (2).
    PartOfTime(UnixTime, u8),
}

impl<'a> Text<'a> {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Str(""))
    }

    /// The day, of `YYYY-MM-DD`.
    pub(super) fn day(&self) -> Option<Day> {
        match self {
            Self::Str(text) => Day::parse(text),
            Self::Date(date) => Some(Day::from_days(date.days().into())),
            Self::Time(_) | Self::PartOfTime(..) => None,
        }
    }

    /// The instant, of a date and a time with or without an offset.
    pub(super) fn instant(&self) -> Option<Instant> {
        match self {
            Self::Str(text) => TimeText::parse(text).map(|time| time.instant),
            Self::Time(time) => Instant::of(*time),
            Self::Date(_) | Self::PartOfTime(..) => None,
        }
    }

    /// The civil date, of a date, or of a date and a time with its offset.
    pub(super) fn civil_day(&self, offsets: &Offsets) -> Option<Day> {
        match self {
            Self::Str(text) => Day::parse(text).or_else(|| {
                let time = TimeText::parse(text).filter(|time| time.has_offset)?;
                offsets.day_of(time.instant.second()).in_range()
            }),
            Self::Time(time) => offsets.day_of(time.seconds().cast_signed()).in_range(),
            Self::Date(_) => self.day(),
            Self::PartOfTime(..) => None,
        }
    }

    /// Midnight UTC of the last day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` may mean.
    pub(super) fn latest_midnight(&self) -> Option<Instant> {
        let day = if let Self::Str(text) = self { Day::parse_latest(text) } else { self.day() };
        Instant::midnight(day?)
    }

    /// A part of the id of a certificate of the EU.
    pub(super) fn part_of_uvci(&self, index: usize) -> Option<Self> {
        match self {
            Self::Str(uvci) => {
                let mut parts = uvci.strip_prefix("URN:UVCI:").unwrap_or(uvci).split(['/', '#', ':']);
                parts.nth(index).map(Self::Str)
            }
            Self::Time(time) => {
                u8::try_from(index).ok().filter(|part| *part < 3).map(|part| Self::PartOfTime(*time, part))
            }
            // Nothing in them parts them.
            Self::Date(_) | Self::PartOfTime(..) => (index == 0).then_some(*self),
        }
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Str(left), Self::Str(right)) => left == right,
            (Self::Date(left), Self::Date(right)) => left == right,
            (Self::Time(left), Self::Time(right)) => left == right,
            (Self::Str(text), written) | (written, Self::Str(text)) => {
                text.len() <= LONGEST && Written::of(written).as_str() == *text
            }
            (left, right) => Written::of(left).as_str() == Written::of(right).as_str(),
        }
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Str(text) => f.write_str(text),
            written => f.write_str(Written::of(written).as_str()),
        }
    }
}

/// A date or a time as it is written.
struct Written {
    bytes: [u8; LONGEST],
    from: usize,
    end: usize,
}

impl Written {
    /// What does not stand in a rule or in data as it is.
    fn of(text: &Text<'_>) -> Self {
        let (time, from, end) = match text {
            Text::Str(_) => (UnixTime::saturating_new(0), 0, 0),
            Text::Date(date) => {
                let mut written = Self { bytes: [0; LONGEST], from: 0, end: 10 };
                written.put_date(*date);
                return written;
            }
            Text::Time(time) => (*time, 0, LONGEST),
            Text::PartOfTime(time, 0) => (*time, 0, 13),
            Text::PartOfTime(time, 1) => (*time, 14, 16),
            Text::PartOfTime(time, _) => (*time, 17, LONGEST),
        };
        let mut written = Self { bytes: *b"0000-00-00T00:00:00Z", from, end };
        // A UnixTime ends with year 9999, as a CivilDate does.
        written.put_date(CivilDate::from_days(time.status_day().0.into()).unwrap_or(CivilDate::MAX));
        let of_day = time.seconds() % crate::time::SECONDS_PER_DAY;
        for (place, number) in [(11, of_day / 3_600), (14, of_day / 60 % 60), (17, of_day % 60)] {
            written.put_two(place, number);
        }
        written
    }

    fn put_date(&mut self, date: CivilDate) {
        let (year, month, day) = date.ymd();
        let year = u64::from(year.unsigned_abs());
        self.put_two(0, year / 100);
        self.put_two(2, year % 100);
        self.put(4, b'-');
        self.put_two(5, month.into());
        self.put(7, b'-');
        self.put_two(8, day.into());
    }

    /// Two digits.
    fn put_two(&mut self, place: usize, number: u64) {
        let digit = |digit: u64| u8::try_from(digit % 10).unwrap_or_default().saturating_add(b'0');
        self.put(place, digit(number / 10));
        self.put(place.saturating_add(1), digit(number));
    }

    fn put(&mut self, place: usize, byte: u8) {
        if let Some(at) = self.bytes.get_mut(place) {
            *at = byte;
        }
    }

    fn as_str(&self) -> &str {
        self.bytes.get(self.from..self.end).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}
