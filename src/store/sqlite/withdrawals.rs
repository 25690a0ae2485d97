//! Withdrawn signing keys: rows of `key_withdrawal`, of which the last of each key counts.

use haetae_core::{Kid, UnixTime};
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::model::{Reason, WithdrawnKey};
use crate::store::rows::withdrawn_key;
use crate::store::{StoreError, WithdrawalChange};

const WITHDRAWN: &str = "\
    SELECT kid, refused_from, reason, entered FROM key_withdrawal AS last \
    WHERE refused_from IS NOT NULL AND number = (SELECT max(number) FROM key_withdrawal WHERE kid = last.kid) \
    ORDER BY kid";

pub(super) async fn withdraw(
    connection: &mut SqliteConnection,
    key: &WithdrawnKey,
) -> Result<WithdrawalChange, StoreError> {
    enter(connection, key.kid, Some(key.refused_from), &key.reason, key.entered).await
}

pub(super) async fn lift(
    connection: &mut SqliteConnection,
    kid: Kid,
    reason: &Reason,
    at: UnixTime,
) -> Result<WithdrawalChange, StoreError> {
    enter(connection, kid, None, reason, at).await
}

pub(super) async fn read(connection: impl SqliteExecutor<'_>) -> Result<Vec<WithdrawnKey>, StoreError> {
    let rows: Vec<(Vec<u8>, i64, String, i64)> = sqlx::query_as(WITHDRAWN).fetch_all(connection).await?;
    rows.into_iter().map(withdrawn_key).collect()
}

async fn enter(
    connection: &mut SqliteConnection,
    kid: Kid,
    refused_from: Option<UnixTime>,
    reason: &Reason,
    entered: UnixTime,
) -> Result<WithdrawalChange, StoreError> {
    let refused_from = refused_from.map(|time| time.seconds().cast_signed());
    let last: Option<Option<i64>> =
        sqlx::query_scalar("SELECT refused_from FROM key_withdrawal WHERE kid = ?1 ORDER BY number DESC LIMIT 1")
            .bind(kid.0.as_slice())
            .fetch_optional(&mut *connection)
            .await?;
    if last.flatten() == refused_from {
        return Ok(WithdrawalChange::Already);
    }
    sqlx::query("INSERT INTO key_withdrawal (kid, refused_from, reason, entered) VALUES (?1, ?2, ?3, ?4)")
        .bind(kid.0.as_slice())
        .bind(refused_from)
        .bind(reason.as_str())
        .bind(entered.seconds().cast_signed())
        .execute(connection)
        .await?;
    Ok(WithdrawalChange::Done)
}
