//! What operators decided about people: rows of `decision`, which do not reveal the person without the subject id.

use aws_lc_rs::hmac;
use haetae_core::UnixTime;
use sqlx::{SqliteConnection, SqliteExecutor};

use super::person_row::time;
use super::revocations;
use crate::model::{Reason, SubjectId};
use crate::store::{Allowed, Decision, DecisionKind, StoreError};

const ERASED: &str = "erased";
const ALLOWED: &str = "allowed";

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
        let salt = if anybody { Some(salt(connection).await?) } else { None };
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
            sqlx::query_as(LAST).bind(hash(salt, subject)).fetch_optional(connection).await?;
        last.filter(|(decision, _)| decision == ERASED).map(|(_, at)| time(at)).transpose()
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
    let salt = salt(&mut *connection).await?;
    let rows: Vec<(String, i64, String, String)> =
        sqlx::query_as("SELECT decision, at, by, reason FROM decision WHERE subject_hash = ?1 ORDER BY number")
            .bind(hash(&salt, subject))
            .fetch_all(connection)
            .await?;
    let decision = |(kind, at, by, reason): (String, i64, String, String)| {
        let kind = if kind == ERASED { DecisionKind::Erased } else { DecisionKind::Allowed };
        Ok((kind, Decision { at: time(at)?, by, reason: Reason::on_record(reason) }))
    };
    rows.into_iter().map(decision).collect()
}

async fn enter(
    connection: &mut SqliteConnection,
    subject: &SubjectId,
    kind: &str,
    decision: &Decision,
) -> Result<(), StoreError> {
    let salt = salt(&mut *connection).await?;
    sqlx::query("INSERT INTO decision (subject_hash, decision, at, by, reason) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(hash(&salt, subject))
        .bind(kind)
        .bind(decision.at.seconds().cast_signed())
        .bind(&decision.by)
        .bind(decision.reason.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

async fn salt(connection: impl SqliteExecutor<'_>) -> Result<hmac::Key, StoreError> {
    let salt: Vec<u8> = sqlx::query_scalar("SELECT salt FROM decision_salt").fetch_one(connection).await?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &salt))
}

fn hash(salt: &hmac::Key, subject: &SubjectId) -> Vec<u8> {
    hmac::sign(salt, subject.as_str().as_bytes()).as_ref().to_vec()
}
