//! What a database knows of the installation around it: columns of `register`.

use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};
use sqlx::PgConnection;

use super::{PostgresStore, changes, lock_register, records, revocations, withdrawals};
use crate::model::WithdrawnKey;
use crate::store::rows::lifted;
use crate::store::{BroughtBack, ReconcilingStore, StoreError};

const LIFTED: &str = "\
    SELECT kid, entered FROM key_withdrawal AS last \
    WHERE refused_from IS NULL AND number = (SELECT max(number) FROM key_withdrawal WHERE kid = last.kid)";

const NAME: &str = "\
    UPDATE register SET installation = coalesce($1, replace(gen_random_uuid()::text, '-', '')) \
    WHERE installation IS NULL";

#[async_trait]
impl ReconcilingStore for PostgresStore {
    async fn installation(&self) -> Result<Option<String>, StoreError> {
        let query = sqlx::query_scalar("SELECT installation FROM register");
        self.within(async { Ok(query.fetch_one(&self.pool).await?) }).await
    }

    async fn name_installation(&self, name: Option<&str>) -> Result<String, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            sqlx::query(NAME).bind(name).execute(&mut *tx).await?;
            let installation = sqlx::query_scalar("SELECT installation FROM register").fetch_one(&mut *tx).await?;
            tx.commit().await?;
            Ok(installation)
        };
        self.within(write).await
    }

    async fn next_serial(&self) -> Result<u32, StoreError> {
        let read = async {
            let next: i64 = sqlx::query_scalar("SELECT next_serial FROM register").fetch_one(&self.pool).await?;
            records::number_of(next)
        };
        self.within(read).await
    }

    async fn lifted_withdrawals(&self) -> Result<Vec<(Kid, UnixTime)>, StoreError> {
        let read = async {
            let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as(LIFTED).fetch_all(&self.pool).await?;
            rows.into_iter().map(lifted).collect()
        };
        self.within(read).await
    }

    async fn require_reconciling(&self) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE register SET reconcile_due = true");
        self.within(async { Ok(query.execute(&self.pool).await.map(drop)?) }).await
    }

    async fn bring_back(&self, found: &BroughtBack) -> Result<(), StoreError> {
        let mut tx = self.begin_long().await?;
        lock_register(&mut tx).await?;
        enter(&mut tx, self.serials, found).await?;
        Ok(tx.commit().await?)
    }
}

async fn enter(connection: &mut PgConnection, serials: u32, found: &BroughtBack) -> Result<(), StoreError> {
    found.revoked.iter().try_for_each(|serial| records::require_serial(serial.0, serials))?;
    revocations::revoke_serials(connection, &found.revoked, found.at, &found.reason).await?;
    for &(kid, refused_from) in &found.withdrawn {
        let key = WithdrawnKey { kid, refused_from, reason: found.reason.clone(), entered: found.at };
        withdrawals::withdraw(connection, &key).await?;
    }
    // One too high is allowed: then there is no serial left.
    let next = found.next_serial.min(serials);
    sqlx::query("UPDATE register SET next_serial = greatest(next_serial, $1), reconcile_due = false")
        .bind(i64::from(next))
        .execute(&mut *connection)
        .await?;
    changes::count_records(connection).await
}
