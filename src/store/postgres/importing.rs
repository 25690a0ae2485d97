//! Imports: a batch of people goes by COPY into a table of the session, and from there in one statement each to the new
//! people and to those who changed.

use std::collections::HashMap;

use async_trait::async_trait;
use sqlx::{Executor as _, PgConnection, Postgres, Transaction};

use super::copy_text::CopyText;
use super::records::{RECORDS, next_serial, require_serial};
use super::{PostgresStore, changes, decisions, lock_register};
use crate::model::{Person, SubjectId};
use crate::store::importing::{Known, Write, decide, known, last_of_each};
use crate::store::rows::{PersonRow, evidence_json, precision_number};
use crate::store::{ImportStore, Imported, StoreError};

/// `serial` is that of a new person, and NULL for one on record. `counts` is added to the version.
const STAGING: &str = "\
    CREATE TEMP TABLE IF NOT EXISTS import_staging (serial bigint, subject text COLLATE \"C\", name text, \
        name_hash bytea, birth_date bigint, birth_precision bigint, deceased boolean, evidence text, system bigint, \
        counts bigint, somebody_else boolean) ON COMMIT DELETE ROWS";

const COPY: &str = "COPY import_staging FROM STDIN";

const ADD: &str = "\
    INSERT INTO person (serial, subject, version, name, name_hash, birth_date, birth_precision, deceased, evidence, \
        identifier_system) \
    SELECT serial, subject, 1, name, name_hash, birth_date, birth_precision, deceased, evidence, system \
    FROM import_staging WHERE serial IS NOT NULL ORDER BY serial";

/// The hash of the full name and the system stay if the import gives neither.
const CHANGE: &str = "\
    UPDATE person SET version = version + new.counts, name = new.name, \
        name_hash = CASE WHEN new.somebody_else THEN new.name_hash ELSE coalesce(new.name_hash, person.name_hash) END, \
        birth_date = new.birth_date, birth_precision = new.birth_precision, deceased = new.deceased, \
        evidence = new.evidence, \
        identifier_system = CASE WHEN new.somebody_else THEN new.system \
            ELSE coalesce(new.system, person.identifier_system) END, \
        may_change = may_change AND NOT new.somebody_else \
    FROM import_staging AS new WHERE person.subject = new.subject AND new.serial IS NULL";

/// In a transaction that has locked the register.
const ADD_SYSTEMS: &str = "\
    INSERT INTO identifier_system (id, uri) \
    SELECT (SELECT coalesce(max(id), 0) FROM identifier_system) + row_number() OVER (), uri \
    FROM (SELECT DISTINCT uri FROM unnest($1::text[]) AS named(uri)) AS named \
    WHERE NOT EXISTS (SELECT 1 FROM identifier_system AS known WHERE known.uri = named.uri)";

#[async_trait]
impl ImportStore for PostgresStore {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut tx = self.begin_long().await?;
        let imported = import(&mut tx, self.serials, people).await?;
        tx.commit().await?;
        Ok(imported)
    }

    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut tx = self.begin_long().await?;
        let imported = import(&mut tx, self.serials, people).await?;
        tx.rollback().await?;
        Ok(imported)
    }

    async fn claim_name_key(&self, check: [u8; 16], replace: bool) -> Result<bool, StoreError> {
        let mut tx = self.begin_long().await?;
        let claimed = claim_name_key(&mut tx, check, replace).await?;
        tx.commit().await?;
        Ok(claimed)
    }
}

async fn import(
    tx: &mut Transaction<'static, Postgres>,
    serials: u32,
    people: &[Person],
) -> Result<Imported, StoreError> {
    // Before anything is read: what another import commits meanwhile would be missed.
    let first = next_serial(tx).await?;
    let people = last_of_each(people);
    let mut on_record = on_record(tx, &people).await?;
    let new: Vec<&SubjectId> =
        people.iter().map(|person| &person.subject).filter(|id| !on_record.contains_key(id.as_str())).collect();
    let erased = decisions::erased(tx, &new).await?;
    let mut imported = Imported::default();
    let mut writes = Vec::new();
    for person in people {
        let known = on_record.remove(person.subject.as_str());
        writes.extend(decide(person, known, erased.get(&person.subject).copied(), &mut imported)?);
    }
    if writes.is_empty() {
        return Ok(imported);
    }
    let next = write(tx, first, serials, &writes).await?;
    sqlx::query("UPDATE register SET next_serial = $1, people = people + $2")
        .bind(i64::from(next))
        .bind(imported.added.cast_signed())
        .execute(&mut **tx)
        .await?;
    changes::count_records(tx).await?;
    Ok(imported)
}

/// Writes people, new ones with the serials from `next` on. Returns the serial after the last one.
async fn write(
    connection: &mut PgConnection,
    mut next: u32,
    serials: u32,
    writes: &[Write<'_>],
) -> Result<u32, StoreError> {
    let systems = systems(connection, writes).await?;
    let mut rows = CopyText::default();
    for write in writes {
        let (person, serial, counts, somebody_else) = match write {
            Write::Add(person) => {
                require_serial(next, serials)?;
                next += 1;
                (*person, Some(i64::from(next - 1)), false, false)
            }
            Write::Change { person, counts, somebody_else } => (person.as_ref(), None, *counts, *somebody_else),
        };
        rows.number(serial)
            .text(Some(person.subject.as_str()))
            .text(Some(person.name.as_str()))
            .bytes(person.name_hash.as_ref().map(|hash| hash.0.as_slice()))
            .number(Some(person.birth_date.earliest().days().into()))
            .number(Some(precision_number(person.birth_date)))
            .truth(Some(person.deceased))
            .text(Some(&evidence_json(&person.evidence)?))
            .number(person.system.as_ref().and_then(|system| systems.get(system)).copied())
            .number(Some(counts.into()))
            .truth(Some(somebody_else))
            .end_row();
    }
    connection.execute(STAGING).await?;
    let mut copy = connection.copy_in_raw(COPY).await?;
    copy.send(rows.take()).await?;
    copy.finish().await?;
    connection.execute(ADD).await?;
    connection.execute(CHANGE).await?;
    Ok(next)
}

async fn on_record(connection: &mut PgConnection, people: &[&Person]) -> Result<HashMap<String, Known>, StoreError> {
    let subjects: Vec<&str> = people.iter().map(|person| person.subject.as_str()).collect();
    let rows: Vec<PersonRow> = sqlx::query_as(RECORDS).bind(subjects).fetch_all(connection).await?;
    known(rows)
}

/// The numbers of the systems of these people; new ones for those that have none.
async fn systems(connection: &mut PgConnection, writes: &[Write<'_>]) -> Result<HashMap<String, i64>, StoreError> {
    let system = |write: &'_ Write<'_>| match write {
        Write::Add(person) => person.system.clone(),
        Write::Change { person, .. } => person.system.clone(),
    };
    let named: Vec<String> = writes.iter().filter_map(system).collect();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    sqlx::query(ADD_SYSTEMS).bind(&named).execute(&mut *connection).await?;
    let query = sqlx::query_as("SELECT uri, id FROM identifier_system WHERE uri = ANY($1)").bind(&named);
    let numbers: Vec<(String, i64)> = query.fetch_all(connection).await?;
    Ok(numbers.into_iter().collect())
}

/// Compares the key of names with that of the first import, or replaces it.
async fn claim_name_key(connection: &mut PgConnection, check: [u8; 16], replace: bool) -> Result<bool, StoreError> {
    lock_register(connection).await?;
    let stored: Option<Vec<u8>> =
        sqlx::query_scalar("SELECT name_key_check FROM register").fetch_one(&mut *connection).await?;
    match stored {
        Some(stored) if stored == check => return Ok(true),
        Some(_) if !replace => return Ok(false),
        Some(_) => {
            let discard = "UPDATE person SET name_hash = NULL WHERE name_hash IS NOT NULL";
            connection.execute(discard).await?;
        }
        None => {}
    }
    sqlx::query("UPDATE register SET name_key_check = $1").bind(check.as_slice()).execute(connection).await?;
    Ok(true)
}
