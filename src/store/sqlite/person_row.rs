//! A row of `person`, and what belongs to it in other tables.
use haetae_core::{CivilDate, DisplayName, Evidence, UnixTime};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};

use crate::model::{BirthDate, NameHash, Person, Precision, Reason, Record, Revocation, Serial, SubjectId};
use crate::store::StoreError;

/// A query for rows of [`PersonRow`], from its conditions on.
///
/// Of evidence longer than 32 KiB, several times what an import keeps, only beginning and end are read, with a line end
/// between them: an earlier release may have kept any amount of it, and every request would read it. As it is sorted,
/// the end has the latest tests and the vaccinations.
macro_rules! select_people {
    ($conditions:literal) => {
        concat!(
            "SELECT person.serial, person.subject, person.version, person.name, person.name_hash, person.birth_date, \
                person.birth_precision, person.deceased, person.may_change, \
                CASE WHEN octet_length(person.evidence) <= 32768 THEN person.evidence ELSE CAST( \
                    substr(CAST(person.evidence AS BLOB), 1, 16384) || char(10) || \
                    substr(CAST(person.evidence AS BLOB), -16384) AS TEXT) END AS evidence, \
                identifier_system.uri AS system, revoked_serial.at AS revoked_at, revoked_serial.reason \
            FROM person LEFT JOIN revoked_serial ON revoked_serial.serial = person.serial \
                LEFT JOIN identifier_system ON identifier_system.id = person.identifier_system ",
            $conditions
        )
    };
}
pub(super) use select_people;

pub(super) struct PersonRow {
    serial: i64,
    subject: String,
    version: i64,
    name: String,
    name_hash: Option<Vec<u8>>,
    birth_date: i64,
    birth_precision: i64,
    deceased: bool,
    /// The evidence as stored: see [`evidence_json`]. Too much of it is cut: see [`select_people`].
    pub(super) evidence: String,
    /// Whether another person may replace this one.
    pub(super) may_change: bool,
    system: Option<String>,
    revoked_at: Option<i64>,
    reason: Option<String>,
}

impl FromRow<'_, SqliteRow> for PersonRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            serial: row.try_get("serial")?,
            subject: row.try_get("subject")?,
            version: row.try_get("version")?,
            name: row.try_get("name")?,
            name_hash: row.try_get("name_hash")?,
            birth_date: row.try_get("birth_date")?,
            birth_precision: row.try_get("birth_precision")?,
            deceased: row.try_get("deceased")?,
            evidence: row.try_get("evidence")?,
            may_change: row.try_get("may_change")?,
            system: row.try_get("system")?,
            revoked_at: row.try_get("revoked_at")?,
            reason: row.try_get("reason")?,
        })
    }
}

impl PersonRow {
    pub(super) fn record(self) -> Result<Record, StoreError> {
        let damaged = |what: &str| damaged(self.serial, what);
        let hash = |bytes: Vec<u8>| bytes.try_into().map(NameHash).map_err(|_| damaged("hash of the name"));
        let first = CivilDate::from_days(self.birth_date).zip(precision(self.birth_precision));
        let born = first.and_then(|(first, precision)| BirthDate::new(first, precision));
        let person = Person {
            subject: SubjectId::new(&self.subject).ok_or_else(|| damaged("subject"))?,
            name: DisplayName::new(&self.name).ok_or_else(|| damaged("name"))?,
            name_hash: self.name_hash.map(hash).transpose()?,
            birth_date: born.ok_or_else(|| damaged("birth date"))?,
            deceased: self.deceased,
            system: self.system,
            // The original error would quote stored data.
            evidence: evidence(&self.evidence).map_err(|_| damaged("evidence"))?,
        };
        let version = u64::try_from(self.version).map_err(|_| damaged("version"))?;
        let revocation = match self.revoked_at {
            Some(at) => Some(Revocation { at: time(at)?, reason: self.reason.map(Reason::on_record) }),
            None => None,
        };
        Ok(Record { serial: serial(self.serial)?, version, person, revocation })
    }
}

/// The evidence of a row; of evidence that was cut, all whole pieces.
fn evidence(stored: &str) -> Result<Vec<Evidence>, serde_json::Error> {
    let Some((beginning, end)) = stored.split_once('\n') else { return serde_json::from_str(stored) };
    let beginning = beginning.rfind("},{").map_or("[", |comma| &beginning[..=comma]);
    let end = end.find("},{").map_or("]", |comma| &end[comma + 2..]);
    let both: [Vec<Evidence>; 2] =
        [serde_json::from_str(&format!("{beginning}]"))?, serde_json::from_str(&format!("[{end}"))?];
    Ok(both.concat())
}

/// A JSON array in one order, without repetitions, so that equal evidence is equal text.
pub(super) fn evidence_json(evidence: &[Evidence]) -> Result<String, StoreError> {
    let mut pieces = Vec::with_capacity(evidence.len());
    for piece in evidence {
        pieces.push(serde_json::to_string(piece).map_err(|error| StoreError::Unavailable(Box::new(error)))?);
    }
    pieces.sort_unstable();
    pieces.dedup();
    Ok(format!("[{}]", pieces.join(",")))
}

pub(super) const fn precision_number(birth: BirthDate) -> i64 {
    match birth.precision() {
        Precision::Day => 0,
        Precision::Month => 1,
        Precision::Year => 2,
    }
}

const fn precision(stored: i64) -> Option<Precision> {
    match stored {
        0 => Some(Precision::Day),
        1 => Some(Precision::Month),
        2 => Some(Precision::Year),
        _ => None,
    }
}

pub(super) fn serial(stored: i64) -> Result<Serial, StoreError> {
    let damaged = || StoreError::Damaged(format!("the serial {stored}"));
    u32::try_from(stored).ok().filter(|serial| *serial < 1 << 28).map(Serial).ok_or_else(damaged)
}

pub(super) fn time(stored: i64) -> Result<UnixTime, StoreError> {
    let damaged = || StoreError::Damaged(format!("the time {stored}"));
    u64::try_from(stored).ok().and_then(UnixTime::new).ok_or_else(damaged)
}

fn damaged(serial: i64, what: &str) -> StoreError {
    StoreError::Damaged(format!("the {what} of the person of serial {serial}"))
}
