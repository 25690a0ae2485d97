//! Withdrawn signing keys: rows of `key_withdrawal`, of which the last of each key counts.

use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};
use sqlx::PgConnection;

use super::listening::announce;
use super::{PostgresStore, lock_register};
use crate::model::{Reason, WithdrawnKey};
use crate::store::rows::{seconds, withdrawn_key};
use crate::store::{StoreError, WithdrawalChange, WithdrawalStore};

const WITHDRAWN: &str = "\
    SELECT kid, refused_from, reason, entered FROM key_withdrawal AS last \
    WHERE refused_from IS NOT NULL AND number = (SELECT max(number) FROM key_withdrawal WHERE kid = last.kid) \
    ORDER BY kid";

const ENTER: &str = "\
    INSERT INTO key_withdrawal (number, kid, refused_from, reason, entered) \
    SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4 FROM key_withdrawal";

#[async_trait]
impl WithdrawalStore for PostgresStore {
    async fn withdraw_key(&self, key: &WithdrawnKey) -> Result<WithdrawalChange, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            let change = withdraw(&mut tx, key).await?;
            announce(&mut tx).await?;
            tx.commit().await?;
            Ok(change)
        };
        self.within(write).await
    }

    async fn lift_withdrawal(&self, kid: Kid, reason: &Reason, at: UnixTime) -> Result<WithdrawalChange, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            let change = enter(&mut tx, kid, None, reason, at).await?;
            announce(&mut tx).await?;
            tx.commit().await?;
            Ok(change)
        };
        self.within(write).await
    }

    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError> {
        let read = async {
            let rows: Vec<(Vec<u8>, i64, String, i64)> = sqlx::query_as(WITHDRAWN).fetch_all(&self.pool).await?;
            rows.into_iter().map(withdrawn_key).collect()
        };
        self.within(read).await
    }
}

/// Withdraws a key in a transaction that has locked the register.
pub(super) async fn withdraw(
    connection: &mut PgConnection,
    key: &WithdrawnKey,
) -> Result<WithdrawalChange, StoreError> {
    enter(connection, key.kid, Some(key.refused_from), &key.reason, key.entered).await
}

async fn enter(
    connection: &mut PgConnection,
    kid: Kid,
    refused_from: Option<UnixTime>,
    reason: &Reason,
    entered: UnixTime,
) -> Result<WithdrawalChange, StoreError> {
    let refused_from = refused_from.map(seconds);
    let last: Option<Option<i64>> =
        sqlx::query_scalar("SELECT refused_from FROM key_withdrawal WHERE kid = $1 ORDER BY number DESC LIMIT 1")
            .bind(kid.0.as_slice())
            .fetch_optional(&mut *connection)
            .await?;
    if last.flatten() == refused_from {
        return Ok(WithdrawalChange::Already);
    }
    sqlx::query(ENTER)
        .bind(kid.0.as_slice())
        .bind(refused_from)
        .bind(reason.as_str())
        .bind(seconds(entered))
        .execute(connection)
        .await?;
    Ok(WithdrawalChange::Done)
}
