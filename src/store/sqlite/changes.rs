//! Counters of what nodes poll for: numbers of rows that only grow, columns of `register`, and the published version.

use sqlx::{SqliteConnection, SqliteExecutor};

use super::published::version_of;
use crate::store::rows::counter;
use crate::store::{Changes, StoreError};

/// SQLite finds the highest numbers without counting.
const COUNTERS: &str = "\
    SELECT (SELECT max(number) FROM revoked_serial), (SELECT max(number) FROM key_withdrawal), \
        partner_changes, record_changes, (SELECT version FROM published), reconcile_due, \
        (SELECT max(version) FROM rules_version) \
    FROM register";

pub(super) async fn read(connection: impl SqliteExecutor<'_>) -> Result<Changes, StoreError> {
    type Row = (Option<i64>, Option<i64>, i64, i64, Option<i64>, bool, Option<i64>);
    let (revocations, withdrawals, partners, records, published, reconcile_due, rules): Row =
        sqlx::query_as(COUNTERS).fetch_one(connection).await?;
    Ok(Changes {
        revocations: counter(revocations.unwrap_or_default())?,
        withdrawals: counter(withdrawals.unwrap_or_default())?,
        partners: counter(partners)?,
        records: counter(records)?,
        rules: rules.map(version_of),
        published: published.map(version_of),
        reconcile_due,
    })
}

/// Records that people on record have changed.
pub(super) async fn count_records(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("UPDATE register SET record_changes = record_changes + 1").execute(connection).await?;
    Ok(())
}

/// Records that partners have changed.
pub(super) async fn count_partners(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("UPDATE register SET partner_changes = partner_changes + 1").execute(connection).await?;
    Ok(())
}
