//! The data types of FHIR that the resources share, as far as they are read here.

use haetae_core::{CivilDate, UnixTime};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
pub(super) struct CodeableConcept {
    #[serde(default)]
    pub(super) coding: Vec<Coding>,
    pub(super) text: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Coding {
    pub(super) system: Option<String>,
    pub(super) code: Option<String>,
    pub(super) display: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reference {
    pub(super) reference: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Period {
    pub(super) start: Option<String>,
}

impl CodeableConcept {
    /// The codes of one of the given systems.
    pub(super) fn codes_of(&self, systems: &[&str]) -> impl Iterator<Item = &str> {
        self.coding
            .iter()
            .filter(|coding| coding.system.as_deref().is_some_and(|system| systems.contains(&system)))
            .filter_map(|coding| coding.code.as_deref())
    }
}

/// The date of a FHIR date or dateTime in the issuer's zone. Years and months alone are no dates.
pub(super) fn date_of(text: &str, zone: &TimeZone) -> Result<CivilDate, String> {
    let day = if text.contains('T') {
        UnixTime::parse_rfc3339(text).and_then(|time| {
            let seconds = i64::try_from(time.seconds()).ok()?;
            let local = Timestamp::from_second(seconds).ok()?.to_zoned(zone.clone()).date();
            let (month, day) = (u8::try_from(local.month()).ok()?, u8::try_from(local.day()).ok()?);
            CivilDate::from_ymd(local.year().into(), month, day)
        })
    } else {
        CivilDate::parse(text)
    };
    day.ok_or_else(|| format!("{text:?} is not a whole date from 1900 to 9999"))
}

/// The time of a FHIR dateTime or instant. A date alone counts from its first moment in the issuer's zone, so that
/// nothing lasts longer than it should.
pub(super) fn time_of(text: &str, zone: &TimeZone) -> Result<UnixTime, String> {
    let time = if text.contains('T') {
        UnixTime::parse_rfc3339(text)
    } else {
        CivilDate::parse(text).and_then(|day| first_moment(day, zone))
    };
    time.ok_or_else(|| format!("{text:?} is not a date or time from 1970 to 9999"))
}

fn first_moment(day: CivilDate, zone: &TimeZone) -> Option<UnixTime> {
    let (year, month, day) = day.ymd();
    let local = date(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let moment = local.to_zoned(zone.clone()).ok()?.timestamp().as_second();
    u64::try_from(moment).ok().and_then(UnixTime::new)
}
