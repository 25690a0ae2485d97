use haetae_core::json::Json;
use haetae_core::{CivilDate, Evidence, UnixTime};
use haetae_keys::PassKind;
use jiff::Timestamp;

use super::file::{EligibilityFile, kind_name};
use crate::model::{BirthDate, Record};

/// Whose eligibility is asked, for what, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// When the person was born.
    pub born: BirthDate,
    /// What is on record of them.
    pub evidence: &'a [Evidence],
    /// The kind of pass.
    pub pass: PassKind,
    /// The time.
    pub now: UnixTime,
}

impl<'a> Asked<'a> {
    /// Of a person on record.
    pub fn of(record: &'a Record, pass: PassKind, now: UnixTime) -> Self {
        Self { born: record.person.birth_date, evidence: &record.person.evidence, pass, now }
    }

    /// What a line sees of the record; `None` if the evidence cannot be written as JSON.
    pub(super) fn record(&self) -> Option<Json> {
        let evidence = Json::read(&serde_json::to_vec(self.evidence).ok()?).ok()?;
        let born = [("earliest", self.born.earliest()), ("latest", self.born.latest())];
        let born = born.map(|(name, day)| (name.to_owned(), Json::Text(day.to_string())));
        Some(object([("born", Json::Object(born.into())), ("evidence", evidence)]))
    }

    /// All that a line sees at a time.
    pub(super) fn facts(&self, record: &Json, file: &EligibilityFile, now: UnixTime) -> Option<Json> {
        let external = object([
            ("now", Json::Text(now.to_rfc3339())),
            ("today", Json::Text(file.civil_date(now)?.to_string())),
            ("pass", Json::Text(kind_name(self.pass).to_owned())),
        ]);
        Some(object([("record", record.clone()), ("external", external)]))
    }
}

impl EligibilityFile {
    /// The civil date of its zone at a time; `None` after year 9999.
    pub fn civil_date(&self, now: UnixTime) -> Option<CivilDate> {
        let date = Timestamp::from_second(now.seconds().cast_signed()).ok()?.to_zoned(self.zone.clone()).date();
        CivilDate::from_ymd(date.year().into(), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
    }
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.map(|(name, value)| (name.to_owned(), value)).into())
}
