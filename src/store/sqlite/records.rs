//! People: rows of `person`, and the numbers of `register`.

use std::collections::HashMap;

use sqlx::{SqliteConnection, SqliteExecutor};

use super::decisions::Erased;
use crate::model::{Person, Record, SubjectId};
use crate::store::importing::{Known, Write, decide, known, last_of_each};
use crate::store::rows::{PersonRow, evidence_json, precision_number};
use crate::store::{Imported, PeopleQuery, StoreError};

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

const RECORD: &str = select_people!("WHERE person.subject = ?1");

/// The records of a JSON array of subject ids.
const RECORDS: &str = select_people!("WHERE person.subject IN (SELECT value FROM json_each(?1))");

/// A subject id is ASCII below `~`, so the range is that of the prefix.
/// Of two lower bounds SQLite searches by the first alone, and would read everybody before a page: they are one bound.
const FIND: &str = select_people!(
    "WHERE person.subject >= max(?1, ?2) AND person.subject < ?1 || '~' AND person.subject > ?2 \
    AND (instr(person.subject, ?3) OR instr(person.name, ?3)) \
    AND (?4 IS NULL OR (revoked_serial.serial IS NOT NULL) = ?4) ORDER BY person.subject LIMIT ?5"
);

const ADD: &str = "\
    INSERT INTO person (serial, subject, version, name, name_hash, birth_date, birth_precision, deceased, evidence, \
        identifier_system) \
    VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// ?1 is added to the version. The hash of the full name and the system stay if the import gives neither.
const CHANGE: &str = "\
    UPDATE person SET version = version + ?1, name = ?3, \
        name_hash = CASE WHEN ?10 THEN ?4 ELSE coalesce(?4, name_hash) END, birth_date = ?5, birth_precision = ?6, \
        deceased = ?7, evidence = ?8, \
        identifier_system = CASE WHEN ?10 THEN ?9 ELSE coalesce(?9, identifier_system) END, \
        may_change = CASE WHEN ?10 THEN 0 ELSE may_change END \
    WHERE subject = ?2";

pub(super) async fn import(
    connection: &mut SqliteConnection,
    serials: u32,
    people: &[Person],
) -> Result<Imported, StoreError> {
    let people = last_of_each(people);
    let mut on_record = on_record(connection, &people).await?;
    let erased = Erased::read(connection).await?;
    let mut systems = HashMap::new();
    let mut next = next_serial(connection).await?;
    let mut imported = Imported::default();
    let mut written = false;
    for person in people {
        let known = on_record.remove(person.subject.as_str());
        let erased = if known.is_none() { erased.at(connection, &person.subject).await? } else { None };
        match decide(person, known, erased, &mut imported)? {
            None => continue,
            Some(Write::Add(person)) => {
                require_serial(next, serials)?;
                let system = system_number(connection, &mut systems, person.system.as_deref()).await?;
                put(connection, ADD, next, person, system, false).await?;
                next += 1;
            }
            Some(Write::Change { person, counts, somebody_else }) => {
                let system = system_number(connection, &mut systems, person.system.as_deref()).await?;
                put(connection, CHANGE, counts.into(), &person, system, somebody_else).await?;
            }
        }
        written = true;
    }
    sqlx::query("UPDATE register SET next_serial = ?1, people = people + ?2, record_changes = record_changes + ?3")
        .bind(next)
        .bind(imported.added.cast_signed())
        .bind(written)
        .execute(connection)
        .await?;
    Ok(imported)
}

async fn put(
    connection: &mut SqliteConnection,
    statement: &'static str,
    first: u32,
    person: &Person,
    system: Option<i64>,
    somebody_else: bool,
) -> Result<(), StoreError> {
    let mut query = sqlx::query(statement)
        .bind(first)
        .bind(person.subject.as_str())
        .bind(person.name.as_str())
        .bind(person.name_hash.map(|hash| hash.0.to_vec()))
        .bind(person.birth_date.earliest().days())
        .bind(precision_number(person.birth_date))
        .bind(person.deceased)
        .bind(evidence_json(&person.evidence)?)
        .bind(system);
    if statement == CHANGE {
        query = query.bind(somebody_else);
    }
    query.execute(connection).await?;
    Ok(())
}

async fn on_record(
    connection: &mut SqliteConnection,
    people: &[&Person],
) -> Result<HashMap<String, Known>, StoreError> {
    let subjects: Vec<&str> = people.iter().map(|person| person.subject.as_str()).collect();
    known(sqlx::query_as(RECORDS).bind(serde_json::Value::from(subjects).to_string()).fetch_all(connection).await?)
}

/// The number of a system of identifiers; a new one if it has none.
async fn system_number(
    connection: &mut SqliteConnection,
    numbers: &mut HashMap<String, i64>,
    system: Option<&str>,
) -> Result<Option<i64>, StoreError> {
    let Some(system) = system else { return Ok(None) };
    if let Some(number) = numbers.get(system) {
        return Ok(Some(*number));
    }
    sqlx::query("INSERT INTO identifier_system (uri) VALUES (?1) ON CONFLICT DO NOTHING")
        .bind(system)
        .execute(&mut *connection)
        .await?;
    let number: i64 = sqlx::query_scalar("SELECT id FROM identifier_system WHERE uri = ?1")
        .bind(system)
        .fetch_one(connection)
        .await?;
    numbers.insert(system.to_owned(), number);
    Ok(Some(number))
}

pub(super) async fn record(
    connection: impl SqliteExecutor<'_>,
    subject: &SubjectId,
) -> Result<Option<Record>, StoreError> {
    let row: Option<PersonRow> = sqlx::query_as(RECORD).bind(subject.as_str()).fetch_optional(connection).await?;
    row.map(PersonRow::record).transpose()
}

pub(super) async fn find(
    connection: impl SqliteExecutor<'_>,
    query: &PeopleQuery,
    limit: u32,
) -> Result<Vec<Record>, StoreError> {
    let rows: Vec<PersonRow> = sqlx::query_as(FIND)
        .bind(&query.prefix)
        .bind(query.after.as_ref().map_or("", SubjectId::as_str))
        .bind(&query.words)
        .bind(query.revoked)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(PersonRow::record).collect()
}

pub(super) async fn count(connection: impl SqliteExecutor<'_>) -> Result<u64, StoreError> {
    let people: i64 = sqlx::query_scalar("SELECT people FROM register").fetch_one(connection).await?;
    u64::try_from(people).map_err(|_| StoreError::Damaged("the number of people".to_owned()))
}

/// Compares the key of names with that of the first import, or replaces it.
pub(super) async fn claim_name_key(
    connection: &mut SqliteConnection,
    check: [u8; 16],
    replace: bool,
) -> Result<bool, StoreError> {
    let stored: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT name_key_check FROM register").fetch_one(&mut *connection).await?;
    match stored {
        Some(stored) if stored == check => return Ok(true),
        Some(_) if !replace => return Ok(false),
        Some(_) => {
            sqlx::query("UPDATE person SET name_hash = NULL WHERE name_hash IS NOT NULL")
                .execute(&mut *connection)
                .await?;
        }
        None => {}
    }
    sqlx::query("UPDATE register SET name_key_check = ?1").bind(check.to_vec()).execute(connection).await?;
    Ok(true)
}

/// The first serial that was never given. It may be one too high: see [`require_serial`].
///
/// # Errors
///
/// [`StoreError::ReconcileDue`] if others may have been given since the database was saved.
pub(super) async fn next_serial(connection: &mut SqliteConnection) -> Result<u32, StoreError> {
    let (next, reconcile_due): (u32, bool) =
        sqlx::query_as("SELECT next_serial, reconcile_due FROM register").fetch_one(connection).await?;
    if reconcile_due { Err(StoreError::ReconcileDue) } else { Ok(next) }
}

/// Refuses a serial that is not among the first `serials`.
pub(super) fn require_serial(serial: u32, serials: u32) -> Result<(), StoreError> {
    if serial < serials { Ok(()) } else { Err(StoreError::NoSerialLeft(serials.into())) }
}
