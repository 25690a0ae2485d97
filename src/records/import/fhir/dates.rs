//! Reads dates and times of FHIR, and of sources that deviate from it: without a zone, without seconds, without a colon
//! in the offset, with only a day or less.

use haetae_core::{CivilDate, UnixTime};
use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;

use crate::records::evidence::DoseDate;
use crate::records::import::reject::{Fault, RejectCode};

/// The widest offset of a zone, in minutes.
const WIDEST_OFFSET: i32 = 14 * 60;

/// A date or time as written.
struct Written {
    date: DoseDate,
    clock: Option<Clock>,
}

struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    /// Minutes east of UTC, if there is an offset.
    offset: Option<i32>,
}

/// The day of a date or time: the written one, or, if there is an offset, that of the moment in the issuer's zone. A
/// year or month alone is not a day.
pub(super) fn day_of(text: &str, zone: &TimeZone) -> Result<CivilDate, Fault> {
    match dose_date(text, zone) {
        Ok(DoseDate::Day(day)) => Ok(day),
        _ => Err(not_a("whole date from 1900 to 9999", text)),
    }
}

/// The day of a dose, or the year or month of it.
pub(super) fn dose_date(text: &str, zone: &TimeZone) -> Result<DoseDate, Fault> {
    let fault = || not_a("date from 1900 to 9999", text);
    let written = Written::parse(text).ok_or_else(fault)?;
    match written {
        Written { clock: Some(Clock { offset: Some(_), .. }), .. } => {
            written.moment(zone).and_then(|moment| day_in(moment, zone)).map(DoseDate::Day).ok_or_else(fault)
        }
        Written { date, .. } => Ok(date),
    }
}

/// A time. Without an offset, it is in the issuer's zone. A date alone counts from its first moment, so that nothing is
/// valid for too long.
pub(in crate::records::import) fn time_of(text: &str, zone: &TimeZone) -> Result<UnixTime, Fault> {
    let moment = Written::parse(text).and_then(|written| written.moment(zone));
    let time = moment.and_then(|moment| u64::try_from(moment.as_second()).ok()).and_then(UnixTime::new);
    time.ok_or_else(|| not_a("date or time from 1970 to 9999", text))
}

/// The day of a moment in a zone.
fn day_in(moment: Timestamp, zone: &TimeZone) -> Option<CivilDate> {
    let local = moment.to_zoned(zone.clone()).date();
    let (month, day) = (u8::try_from(local.month()).ok()?, u8::try_from(local.day()).ok()?);
    CivilDate::from_ymd(local.year().into(), month, day)
}

fn not_a(what: &str, text: &str) -> Fault {
    Fault::new(RejectCode::Date, format!("{text:?} is not a {what}"))
}

impl Written {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
        let Some((date, rest)) = text.split_at_checked(10).filter(|_| digits >= 10) else {
            return Some(Self { date: part_of_a_date(text)?, clock: None });
        };
        let date = DoseDate::Day(CivilDate::parse(date)?);
        let clock = match rest.bytes().next() {
            Some(b'T' | b't' | b' ') => Some(Clock::parse(&rest[1..])?),
            // A date with a zone, as in XML: the written day counts.
            Some(_) => offset(rest).map(|_| None)?,
            None => None,
        };
        Some(Self { date, clock })
    }

    fn moment(&self, zone: &TimeZone) -> Option<Timestamp> {
        let DoseDate::Day(day) = self.date else { return None };
        let (year, month, day) = day.ymd();
        let day = date(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let local: DateTime = match &self.clock {
            Some(clock) => day.at(clock.hour, clock.minute, clock.second, 0),
            None => day.at(0, 0, 0, 0),
        };
        match self.clock.as_ref().and_then(|clock| clock.offset) {
            Some(minutes) => {
                let zone = TimeZone::fixed(jiff::tz::Offset::from_seconds(minutes.checked_mul(60)?).ok()?);
                Some(local.to_zoned(zone).ok()?.timestamp())
            }
            None => Some(local.to_zoned(zone.clone()).ok()?.timestamp()),
        }
    }
}

impl Clock {
    /// `09:30:00.5+09:00` and shorter forms. 24:00 and leap seconds belong to the written day: they count as its last
    /// second, or that of their minute.
    fn parse(text: &str) -> Option<Self> {
        let end = text.find(['Z', 'z', '+', '-', ' ']).unwrap_or(text.len());
        let (clock, zone) = text.split_at(end);
        let clock = clock.split_once(['.', ',']).map_or(Some(clock), |(whole, fraction)| {
            let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
            (digits && whole.len() == 8).then_some(whole)
        })?;
        let mut numbers = [0, 0, 0];
        let mut parts = clock.split(':');
        for (position, number) in numbers.iter_mut().enumerate() {
            match parts.next() {
                Some(part) => *number = two_digits(part)?,
                None if position > 0 => {}
                None => return None,
            }
        }
        let [hour, minute, second] = numbers;
        let (hour, minute, second) = if numbers == [24, 0, 0] { (23, 59, 59) } else { (hour, minute, second.min(59)) };
        let fits = parts.next().is_none() && hour < 24 && minute < 60 && numbers[2] <= 60;
        let offset = if zone.trim().is_empty() { None } else { Some(offset(zone)?) };
        fits.then_some(Self { hour, minute, second, offset })
    }
}

/// `Z`, `+09:00`, `+0900` or `+09`, in minutes.
fn offset(text: &str) -> Option<i32> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2)?,
        5 => digits.split_once(':')?,
        _ => return None,
    };
    let (hours, minutes) = (i32::from(two_digits(hours)?), i32::from(two_digits(minutes)?));
    let offset = hours * 60 + minutes;
    (minutes < 60 && offset <= WIDEST_OFFSET).then_some(sign * offset)
}

/// `2026` or `2026-02`.
fn part_of_a_date(text: &str) -> Option<DoseDate> {
    let year = |text: &str| (text.len() == 4).then(|| text.parse::<u16>().ok())?.map(i64::from);
    let (first, after) = match text.split_once('-') {
        None => {
            let year = year(text)?;
            (CivilDate::from_ymd(year, 1, 1)?, CivilDate::from_ymd(year + 1, 1, 1))
        }
        Some((years, months)) => {
            let (year, month) = (year(years)?, u8::try_from(two_digits(months)?).ok()?);
            let after = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            (CivilDate::from_ymd(year, month, 1)?, CivilDate::from_ymd(after.0, after.1, 1))
        }
    };
    let last = after.map_or(Some(CivilDate::MAX), |after| after.checked_add_days(-1))?;
    Some(DoseDate::Within { first, last })
}

fn two_digits(text: &str) -> Option<i8> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests;
