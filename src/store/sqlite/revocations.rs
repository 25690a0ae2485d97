//! Revocations: rows of `revoked_serial`.

use std::collections::HashSet;

use haetae_core::UnixTime;
use sqlx::{SqliteConnection, SqliteExecutor};

use super::records::{next_serial, require_serial};
use crate::model::{Reason, RevokedSerial, Serial, SubjectId};
use crate::store::rows::{RevocationRow, change_of, entry, serial, time};
use crate::store::{RevocationEntry, RevocationQuery, StandingChange, StoreError};

/// A person's serial, and whether it is revoked.
const STANDING: &str = "\
    SELECT serial, EXISTS (SELECT 1 FROM revoked_serial WHERE revoked_serial.serial = person.serial) \
    FROM person WHERE subject = ?1";

/// Of each subject id of a JSON array, in its order: the serial, and whether it is revoked.
const STANDINGS: &str = "\
    SELECT person.serial, revoked_serial.serial IS NOT NULL \
    FROM json_each(?1) AS named LEFT JOIN person ON person.subject = named.value \
    LEFT JOIN revoked_serial ON revoked_serial.serial = person.serial ORDER BY named.key";

/// Revokes those of the people of a JSON array of subject ids who are not revoked, in its order.
const REVOKE: &str = "\
    INSERT INTO revoked_serial (serial, subject, at, reason) \
    SELECT person.serial, person.subject, ?2, ?3 \
    FROM json_each(?1) AS named JOIN person ON person.subject = named.value \
    WHERE true ORDER BY named.key ON CONFLICT (serial) DO NOTHING";

const LIST: &str = "\
    SELECT revoked_serial.number, revoked_serial.serial, revoked_serial.subject, revoked_serial.at, revoked_serial.reason, \
        person.serial IS NOT NULL \
    FROM revoked_serial LEFT JOIN person ON person.serial = revoked_serial.serial \
    WHERE revoked_serial.number > ?1 AND revoked_serial.at >= ?2 AND (?3 IS NULL OR revoked_serial.subject = ?3) \
    ORDER BY revoked_serial.number LIMIT ?4";

/// Two statements for all of them: a file of subject ids may name half the nation.
pub(super) async fn revoke(
    connection: &mut SqliteConnection,
    subjects: &[SubjectId],
    at: UnixTime,
    reason: Option<&Reason>,
) -> Result<Vec<StandingChange>, StoreError> {
    let named: Vec<&str> = subjects.iter().map(SubjectId::as_str).collect();
    let named = serde_json::Value::from(named).to_string();
    let standings: Vec<(Option<i64>, bool)> =
        sqlx::query_as(STANDINGS).bind(&named).fetch_all(&mut *connection).await?;
    sqlx::query(REVOKE)
        .bind(&named)
        .bind(at.seconds().cast_signed())
        .bind(reason.map(Reason::as_str))
        .execute(connection)
        .await?;
    let mut done = HashSet::new();
    Ok(standings.into_iter().map(|standing| change_of(&mut done, standing)).collect())
}

pub(super) async fn reinstate(
    connection: &mut SqliteConnection,
    serials: u32,
    subject: &SubjectId,
) -> Result<StandingChange, StoreError> {
    match standing(connection, subject).await? {
        None => return Ok(StandingChange::Unknown),
        Some((_, false)) => return Ok(StandingChange::Already),
        Some((_, true)) => {}
    }
    let next = next_serial(connection).await?;
    require_serial(next, serials)?;
    sqlx::query("UPDATE person SET serial = ?1 WHERE subject = ?2")
        .bind(next)
        .bind(subject.as_str())
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE register SET next_serial = ?1").bind(next + 1).execute(connection).await?;
    Ok(StandingChange::Done)
}

pub(super) async fn reissue_serial(
    connection: &mut SqliteConnection,
    serials: u32,
    serial: Serial,
    at: UnixTime,
    reason: Option<&Reason>,
) -> Result<StandingChange, StoreError> {
    let revoked: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM revoked_serial WHERE serial = ?1)")
        .bind(serial.0)
        .fetch_one(&mut *connection)
        .await?;
    if revoked {
        return Ok(StandingChange::Already);
    }
    let subject: Option<String> = sqlx::query_scalar("SELECT subject FROM person WHERE serial = ?1")
        .bind(serial.0)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(subject) = subject else { return Ok(StandingChange::Unknown) };
    let damaged = || StoreError::Damaged("the id of a person".to_owned());
    let subject = SubjectId::new(&subject).ok_or_else(damaged)?;
    revoke(connection, std::slice::from_ref(&subject), at, reason).await?;
    reinstate(connection, serials, &subject).await
}

/// Revokes a person who is to be erased, and removes the person's subject id from all revocations. Returns whether
/// there is such a person.
pub(super) async fn forget(
    connection: &mut SqliteConnection,
    subject: &SubjectId,
    at: UnixTime,
) -> Result<bool, StoreError> {
    if revoke(connection, std::slice::from_ref(subject), at, None).await? == [StandingChange::Unknown] {
        return Ok(false);
    }
    // A reason may reveal the person.
    sqlx::query("UPDATE revoked_serial SET subject = NULL, reason = NULL WHERE subject = ?1")
        .bind(subject.as_str())
        .execute(connection)
        .await?;
    Ok(true)
}

pub(super) async fn list(
    connection: impl SqliteExecutor<'_>,
    query: &RevocationQuery,
    limit: u32,
) -> Result<Vec<RevocationEntry>, StoreError> {
    let rows: Vec<RevocationRow> = sqlx::query_as(LIST)
        .bind(query.after.cast_signed())
        .bind(query.since.map_or(0, |since| since.seconds().cast_signed()))
        .bind(query.subject.as_ref().map(SubjectId::as_str))
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(entry).collect()
}

pub(super) async fn revoked_since(
    connection: impl SqliteExecutor<'_>,
    since: UnixTime,
) -> Result<Vec<RevokedSerial>, StoreError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT serial, at FROM revoked_serial WHERE at >= ?1 ORDER BY serial")
        .bind(since.seconds().cast_signed())
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(|(revoked, at)| Ok(RevokedSerial { serial: serial(revoked)?, at: time(at)? })).collect()
}

async fn standing(connection: &mut SqliteConnection, subject: &SubjectId) -> Result<Option<(i64, bool)>, StoreError> {
    Ok(sqlx::query_as(STANDING).bind(subject.as_str()).fetch_optional(connection).await?)
}
