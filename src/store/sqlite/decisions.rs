//! What operators decided about people: rows of `decision`, which do not reveal the person without the subject id.

use aws_lc_rs::hmac;
use haetae_core::UnixTime;
use sqlx::{SqliteConnection, SqliteExecutor};

use super::revocations;
use crate::model::SubjectId;
use crate::store::rows::{ALLOWED, DecisionRow, ERASED, decision, erased_at, salt, subject_hash};
use crate::store::{Allowed, Decision, DecisionKind, StoreError};

const LAST: &str = "SELECT decision, at FROM decision WHERE subject_hash = ?1 ORDER BY number DESC LIMIT 1";

/// Looks up erased people, whose subject ids are stored only as hashes.
pub(super) struct Erased {
    /// `None` if no one was ever erased.
    salt: Option<hmac::Key>,
}

impl Erased {
    pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let anybody: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM decision WHERE decision = 'erased')")
            .fetch_one(&mut *connection)
            .await?;
        let salt = if anybody { Some(read_salt(connection).await?) } else { None };
        Ok(Self { salt })
    }

    /// When a subject was erased, unless they may come back.
    pub(super) async fn at(
        &self,
        connection: &mut SqliteConnection,
        subject: &SubjectId,
    ) -> Result<Option<UnixTime>, StoreError> {
        let Some(salt) = &self.salt else { return Ok(None) };
        let last: Option<(String, i64)> =
            sqlx::query_as(LAST).bind(subject_hash(salt, subject)).fetch_optional(connection).await?;
        erased_at(last)
    }
}

pub(super) async fn erase(
    connection: &mut SqliteConnection,
    subject: &SubjectId,
    decision: &Decision,
) -> Result<bool, StoreError> {
    if !revocations::forget(connection, subject, decision.at).await? {
        return Ok(false);
    }
    sqlx::query("DELETE FROM person WHERE subject = ?1").bind(subject.as_str()).execute(&mut *connection).await?;
    sqlx::query("UPDATE register SET people = people - 1").execute(&mut *connection).await?;
    enter(connection, subject, ERASED, decision).await?;
    Ok(true)
}

pub(super) async fn allow(
    connection: &mut SqliteConnection,
    subject: &SubjectId,
    decision: &Decision,
) -> Result<Allowed, StoreError> {
    let known = sqlx::query("UPDATE person SET may_change = 1 WHERE subject = ?1")
        .bind(subject.as_str())
        .execute(&mut *connection)
        .await?;
    let allowed = if known.rows_affected() > 0 {
        Allowed::Change
    } else if Erased::read(connection).await?.at(connection, subject).await?.is_some() {
        Allowed::Return
    } else {
        return Ok(Allowed::Nothing);
    };
    enter(connection, subject, ALLOWED, decision).await?;
    Ok(allowed)
}

pub(super) async fn read(
    connection: &mut SqliteConnection,
    subject: &SubjectId,
) -> Result<Vec<(DecisionKind, Decision)>, StoreError> {
    let salt = read_salt(&mut *connection).await?;
    let rows: Vec<DecisionRow> =
        sqlx::query_as("SELECT decision, at, by, reason FROM decision WHERE subject_hash = ?1 ORDER BY number")
            .bind(subject_hash(&salt, subject))
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(decision).collect()
}

async fn enter(
    connection: &mut SqliteConnection,
    subject: &SubjectId,
    kind: &str,
    decision: &Decision,
) -> Result<(), StoreError> {
    let salt = read_salt(&mut *connection).await?;
    sqlx::query("INSERT INTO decision (subject_hash, decision, at, by, reason) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(subject_hash(&salt, subject))
        .bind(kind)
        .bind(decision.at.seconds().cast_signed())
        .bind(&decision.by)
        .bind(decision.reason.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

async fn read_salt(connection: impl SqliteExecutor<'_>) -> Result<hmac::Key, StoreError> {
    let stored: Vec<u8> = sqlx::query_scalar("SELECT salt FROM decision_salt").fetch_one(connection).await?;
    Ok(salt(&stored))
}
