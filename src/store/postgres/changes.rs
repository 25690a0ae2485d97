//! Counters of what nodes poll for: numbers of rows that only grow, columns of `register`, and the published version.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::PostgresStore;
use super::listening::announce;
use crate::store::rows::counter;
use crate::store::{ChangeStore, Changes, StoreError};

/// One statement, so all of them are of one moment. The highest numbers are found in their indices.
const COUNTERS: &str = "\
    SELECT (SELECT max(number) FROM revoked_serial), (SELECT max(number) FROM key_withdrawal), \
        partner_changes, record_changes, (SELECT version FROM published), reconcile_due, \
        (SELECT max(version) FROM rules_version) \
    FROM register";

#[async_trait]
impl ChangeStore for PostgresStore {
    async fn changes(&self) -> Result<Changes, StoreError> {
        type Row = (Option<i64>, Option<i64>, i64, i64, Option<i64>, bool, Option<i64>);
        let read = async {
            let row: Row = sqlx::query_as(COUNTERS).fetch_one(&self.pool).await?;
            let (revocations, withdrawals, partners, records, published, reconcile_due, rules) = row;
            Ok(Changes {
                revocations: counter(revocations.unwrap_or_default())?,
                withdrawals: counter(withdrawals.unwrap_or_default())?,
                partners: counter(partners)?,
                records: counter(records)?,
                rules: rules.map(i64::cast_unsigned),
                published: published.map(i64::cast_unsigned),
                reconcile_due,
            })
        };
        self.within(read).await
    }

    async fn changed(&self) {
        self.listener.heard().await;
    }
}

/// Records that people on record have changed.
pub(super) async fn count_records(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query("UPDATE register SET record_changes = record_changes + 1").execute(&mut *connection).await?;
    announce(connection).await
}

/// Records that partners have changed.
pub(super) async fn count_partners(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query("UPDATE register SET partner_changes = partner_changes + 1").execute(&mut *connection).await?;
    announce(connection).await
}
