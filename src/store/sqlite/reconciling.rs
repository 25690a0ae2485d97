//! What a database knows of the installation around it: columns of `register`.

use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};
use sqlx::SqliteConnection;

use super::{SqliteStore, changes, records, withdrawals};
use crate::model::WithdrawnKey;
use crate::store::rows::lifted;
use crate::store::{BroughtBack, ReconcilingStore, StoreError};

const LIFTED: &str = "\
    SELECT kid, entered FROM key_withdrawal AS last \
    WHERE refused_from IS NULL AND number = (SELECT max(number) FROM key_withdrawal WHERE kid = last.kid)";

/// A serial that is revoked already, of whomever, stays as it is.
const REVOKE: &str = "\
    INSERT INTO revoked_serial (serial, subject, at, reason) \
    VALUES (?1, (SELECT subject FROM person WHERE serial = ?1), ?2, ?3) ON CONFLICT (serial) DO NOTHING";

#[async_trait]
impl ReconcilingStore for SqliteStore {
    async fn installation(&self) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT installation FROM register").fetch_one(&self.readers).await?)
    }

    async fn name_installation(&self, name: Option<&str>) -> Result<String, StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "UPDATE register SET installation = coalesce(?1, lower(hex(randomblob(16)))) WHERE installation IS NULL",
        )
        .bind(name)
        .execute(&mut *tx)
        .await?;
        let installation = sqlx::query_scalar("SELECT installation FROM register").fetch_one(&mut *tx).await?;
        tx.commit().await?;
        Ok(installation)
    }

    async fn next_serial(&self) -> Result<u32, StoreError> {
        Ok(sqlx::query_scalar("SELECT next_serial FROM register").fetch_one(&self.readers).await?)
    }

    async fn lifted_withdrawals(&self) -> Result<Vec<(Kid, UnixTime)>, StoreError> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(LIFTED).fetch_all(&self.readers).await?;
        rows.into_iter().map(lifted).collect()
    }

    async fn require_reconciling(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("UPDATE register SET reconcile_due = 1").execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    async fn bring_back(&self, found: &BroughtBack) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        enter(&mut tx, self.serials, found).await?;
        Ok(tx.commit().await?)
    }
}

async fn enter(connection: &mut SqliteConnection, serials: u32, found: &BroughtBack) -> Result<(), StoreError> {
    for serial in &found.revoked {
        records::require_serial(serial.0, serials)?;
        sqlx::query(REVOKE)
            .bind(serial.0)
            .bind(found.at.seconds().cast_signed())
            .bind(found.reason.as_str())
            .execute(&mut *connection)
            .await?;
    }
    for &(kid, refused_from) in &found.withdrawn {
        let key = WithdrawnKey { kid, refused_from, reason: found.reason.clone(), entered: found.at };
        withdrawals::withdraw(connection, &key).await?;
    }
    // One too high is allowed: then there is no serial left.
    let next = found.next_serial.min(serials);
    sqlx::query("UPDATE register SET next_serial = max(next_serial, ?1), reconcile_due = 0")
        .bind(next)
        .execute(&mut *connection)
        .await?;
    changes::count_records(connection).await
}
