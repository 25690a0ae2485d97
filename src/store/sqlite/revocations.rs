//! Who is revoked: rows of `revoked_serial`.

use haetae_core::UnixTime;
use sqlx::{SqliteConnection, SqliteExecutor};

use super::records::{next_serial, require_serial, serial, time};
use crate::records::{Serial, SubjectId};
use crate::store::{RevokedSerial, StandingChange, StoreError};

/// A person's serial, and whether it is revoked.
const STANDING: &str = "\
    SELECT serial, EXISTS (SELECT 1 FROM revoked_serial WHERE revoked_serial.serial = person.serial) \
    FROM person WHERE subject = ?1";

pub(super) async fn revoke(
    connection: &mut SqliteConnection,
    subject: &SubjectId,
    at: UnixTime,
    reason: Option<&str>,
) -> Result<StandingChange, StoreError> {
    let serial = match standing(connection, subject).await? {
        None => return Ok(StandingChange::Unknown),
        Some((_, true)) => return Ok(StandingChange::Already),
        Some((serial, false)) => serial,
    };
    sqlx::query("INSERT INTO revoked_serial (serial, subject, at, reason) VALUES (?1, ?2, ?3, ?4)")
        .bind(serial)
        .bind(subject.as_str())
        .bind(at.seconds().cast_signed())
        .bind(reason)
        .execute(connection)
        .await?;
    Ok(StandingChange::Done)
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

pub(super) async fn renumber(
    connection: &mut SqliteConnection,
    serials: u32,
    serial: Serial,
    at: UnixTime,
    reason: Option<&str>,
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
    revoke(connection, &subject, at, reason).await?;
    reinstate(connection, serials, &subject).await
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

/// The highest number, which SQLite finds without counting.
pub(super) async fn count(connection: impl SqliteExecutor<'_>) -> Result<u64, StoreError> {
    let highest: Option<i64> =
        sqlx::query_scalar("SELECT max(number) FROM revoked_serial").fetch_one(connection).await?;
    u64::try_from(highest.unwrap_or_default()).map_err(|_| StoreError::Damaged("the number of revocations".to_owned()))
}

async fn standing(connection: &mut SqliteConnection, subject: &SubjectId) -> Result<Option<(i64, bool)>, StoreError> {
    Ok(sqlx::query_as(STANDING).bind(subject.as_str()).fetch_optional(connection).await?)
}
