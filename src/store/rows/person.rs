//! People, and what belongs to them in other tables.

use haetae_core::{CivilDate, DisplayName, Evidence};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};

use super::{serial, time};
use crate::model::{BirthDate, NameHash, Person, Precision, Reason, Record, Revocation, SubjectId};
use crate::store::StoreError;

/// A row of `person` with its system and revocation.
pub(in crate::store) struct PersonRow {
    serial: i64,
    subject: String,
    version: i64,
    name: String,
    name_hash: Option<Vec<u8>>,
    birth_date: i64,
    birth_precision: i64,
    deceased: bool,
    /// The evidence as stored: see [`evidence_json`]. Of too much of it only beginning and end are there, with a line
    /// end between them.
    pub(in crate::store) evidence: String,
    /// Whether another person may replace this one.
    pub(in crate::store) may_change: bool,
    system: Option<String>,
    revoked_at: Option<i64>,
    reason: Option<String>,
}

macro_rules! person_from {
    ($($row:ty),*) => {
        $(impl FromRow<'_, $row> for PersonRow {
            fn from_row(row: &$row) -> Result<Self, sqlx::Error> {
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
        })*
    };
}

person_from!(SqliteRow, PgRow);

impl PersonRow {
    pub(in crate::store) fn record(self) -> Result<Record, StoreError> {
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
pub(in crate::store) fn evidence_json(evidence: &[Evidence]) -> Result<String, StoreError> {
    let mut pieces = Vec::with_capacity(evidence.len());
    for piece in evidence {
        pieces.push(serde_json::to_string(piece).map_err(|error| StoreError::Unavailable(Box::new(error)))?);
    }
    pieces.sort_unstable();
    pieces.dedup();
    Ok(format!("[{}]", pieces.join(",")))
}

pub(in crate::store) const fn precision_number(birth: BirthDate) -> i64 {
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

fn damaged(serial: i64, what: &str) -> StoreError {
    StoreError::Damaged(format!("the {what} of the person of serial {serial}"))
}
