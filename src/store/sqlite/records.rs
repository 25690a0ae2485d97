//! People: rows of `person`, and the numbers of `register`.

use std::collections::HashMap;

use haetae_core::{CivilDate, DisplayName, Evidence, UnixTime};
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::records::{Person, Record, Revocation, Serial, SubjectId};
use crate::store::{Imported, StoreError};

/// Adds a person under the serial ?1 or updates the one that is there. Its row says whether the serial was taken; there
/// is no row where nothing changed.
const IMPORT_PERSON: &str = "\
    INSERT INTO person (serial, subject, version, name, birth_date, evidence) VALUES (?1, ?2, 1, ?3, ?4, ?5) \
    ON CONFLICT (subject) DO UPDATE SET version = version + 1, \
        name = excluded.name, birth_date = excluded.birth_date, evidence = excluded.evidence \
    WHERE (name, birth_date, evidence) IS NOT (excluded.name, excluded.birth_date, excluded.evidence) \
    RETURNING serial = ?1";

const RECORD: &str = "\
    SELECT person.serial, version, name, birth_date, evidence, revoked_serial.at, revoked_serial.reason \
    FROM person LEFT JOIN revoked_serial ON revoked_serial.serial = person.serial WHERE person.subject = ?1";

/// A subject id is ASCII below `~`, so the range is that of the prefix.
const FIND: &str = "\
    SELECT serial, subject, name, birth_date, evidence FROM person \
    WHERE subject >= ?1 AND subject < ?1 || '~' AND (instr(subject, ?2) OR instr(name, ?2)) ORDER BY subject LIMIT ?3";

pub(super) async fn import(
    connection: &mut SqliteConnection,
    serials: u32,
    people: &[Person],
) -> Result<Imported, StoreError> {
    let last: HashMap<&SubjectId, usize> =
        people.iter().enumerate().map(|(position, person)| (&person.subject, position)).collect();
    let mut next = next_serial(connection).await?;
    let mut imported = Imported::default();
    for (position, person) in people.iter().enumerate() {
        if last.get(&person.subject) != Some(&position) {
            continue;
        }
        let took_serial: Option<bool> = sqlx::query_scalar(IMPORT_PERSON)
            .bind(next)
            .bind(person.subject.as_str())
            .bind(person.name.as_str())
            .bind(person.birth_date.days())
            .bind(evidence_json(&person.evidence)?)
            .fetch_optional(&mut *connection)
            .await?;
        match took_serial {
            Some(true) => {
                require_serial(next, serials)?;
                next += 1;
                imported.added += 1;
            }
            Some(false) => imported.changed += 1,
            None => imported.unchanged += 1,
        }
    }
    sqlx::query("UPDATE register SET next_serial = ?1, people = people + ?2")
        .bind(next)
        .bind(imported.added.cast_signed())
        .execute(connection)
        .await?;
    Ok(imported)
}

pub(super) async fn record(
    connection: impl SqliteExecutor<'_>,
    subject: &SubjectId,
) -> Result<Option<Record>, StoreError> {
    type Row = (i64, i64, String, i64, String, Option<i64>, Option<String>);
    let row: Option<Row> = sqlx::query_as(RECORD).bind(subject.as_str()).fetch_optional(connection).await?;
    let Some((serial, version, name, birth_date, evidence, revoked_at, reason)) = row else { return Ok(None) };
    let damaged = |what: &str| damaged(serial, what);
    let person = person(subject.clone(), serial, &name, birth_date, &evidence)?;
    let version = u64::try_from(version).map_err(|_| damaged("version"))?;
    let revocation = match revoked_at {
        Some(at) => Some(Revocation { at: time(at)?, reason }),
        None => None,
    };
    Ok(Some(Record { serial: self::serial(serial)?, version, person, revocation }))
}

pub(super) async fn find(
    connection: impl SqliteExecutor<'_>,
    prefix: &str,
    words: &str,
    limit: u32,
) -> Result<Vec<Person>, StoreError> {
    type Row = (i64, String, String, i64, String);
    let rows: Vec<Row> = sqlx::query_as(FIND).bind(prefix).bind(words).bind(limit).fetch_all(connection).await?;
    let person = |(serial, subject, name, birth_date, evidence): Row| {
        let subject = SubjectId::new(&subject).ok_or_else(|| damaged(serial, "subject"))?;
        person(subject, serial, &name, birth_date, &evidence)
    };
    rows.into_iter().map(person).collect()
}

fn person(subject: SubjectId, serial: i64, name: &str, birth_date: i64, evidence: &str) -> Result<Person, StoreError> {
    Ok(Person {
        subject,
        name: DisplayName::new(name).ok_or_else(|| damaged(serial, "name"))?,
        birth_date: CivilDate::from_days(birth_date).ok_or_else(|| damaged(serial, "birth date"))?,
        // Its error would quote what is stored.
        evidence: serde_json::from_str(evidence).map_err(|_| damaged(serial, "evidence"))?,
    })
}

fn damaged(serial: i64, what: &str) -> StoreError {
    StoreError::Damaged(format!("the {what} of the person of serial {serial}"))
}

pub(super) async fn count(connection: impl SqliteExecutor<'_>) -> Result<u64, StoreError> {
    let people: i64 = sqlx::query_scalar("SELECT people FROM register").fetch_one(connection).await?;
    u64::try_from(people).map_err(|_| StoreError::Damaged("the number of people".to_owned()))
}

/// The first serial that nobody has had yet. It may be one too high: see [`require_serial`].
pub(super) async fn next_serial(connection: &mut SqliteConnection) -> Result<u32, StoreError> {
    Ok(sqlx::query_scalar("SELECT next_serial FROM register").fetch_one(connection).await?)
}

/// Refuses a serial that is not among the first `serials`.
pub(super) fn require_serial(serial: u32, serials: u32) -> Result<(), StoreError> {
    if serial < serials { Ok(()) } else { Err(StoreError::NoSerialLeft(serials.into())) }
}

pub(super) fn serial(stored: i64) -> Result<Serial, StoreError> {
    let damaged = || StoreError::Damaged(format!("the serial {stored}"));
    u32::try_from(stored).ok().filter(|serial| *serial < 1 << 28).map(Serial).ok_or_else(damaged)
}

pub(super) fn time(stored: i64) -> Result<UnixTime, StoreError> {
    let damaged = || StoreError::Damaged(format!("the time {stored}"));
    u64::try_from(stored).ok().and_then(UnixTime::new).ok_or_else(damaged)
}

/// A JSON array in one order, without repetitions, so that equal evidence is equal text.
fn evidence_json(evidence: &[Evidence]) -> Result<String, StoreError> {
    let mut pieces = Vec::with_capacity(evidence.len());
    for piece in evidence {
        pieces.push(serde_json::to_string(piece).map_err(|error| StoreError::Unavailable(Box::new(error)))?);
    }
    pieces.sort_unstable();
    pieces.dedup();
    Ok(format!("[{}]", pieces.join(",")))
}
