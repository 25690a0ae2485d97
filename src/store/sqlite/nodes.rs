//! What nodes share: the row of `publishing_duty`, `journal_head` and `journal_checkpoint`.

use haetae_core::CivilDate;
use sqlx::SqliteExecutor;

use crate::store::{Lease, StoreError};

pub(super) async fn lease(connection: impl SqliteExecutor<'_>) -> Result<Lease, StoreError> {
    let (holder, epoch): (Option<String>, i64) =
        sqlx::query_as("SELECT holder, beat FROM publishing_duty").fetch_one(connection).await?;
    let epoch =
        u64::try_from(epoch).map_err(|_| StoreError::Damaged("the epoch of the publishing lease".to_owned()))?;
    Ok(Lease { holder, epoch })
}

/// One statement, so nothing comes between the comparison and the change.
pub(super) async fn pass_lease(
    connection: impl SqliteExecutor<'_>,
    holder: Option<&str>,
    after: u64,
) -> Result<bool, StoreError> {
    let changed = sqlx::query("UPDATE publishing_duty SET holder = ?1, beat = beat + 1 WHERE beat = ?2")
        .bind(holder)
        .bind(after.cast_signed())
        .execute(connection)
        .await?;
    Ok(changed.rows_affected() == 1)
}

pub(super) async fn store_journal_head(
    connection: impl SqliteExecutor<'_>,
    node: &str,
    document: &[u8],
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO journal_head (node, document) VALUES (?1, ?2) \
         ON CONFLICT DO UPDATE SET document = excluded.document",
    )
    .bind(node)
    .bind(document)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn journal_heads(connection: impl SqliteExecutor<'_>) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    Ok(sqlx::query_as("SELECT node, document FROM journal_head ORDER BY node").fetch_all(connection).await?)
}

pub(super) async fn store_journal_checkpoint(
    connection: impl SqliteExecutor<'_>,
    node: &str,
    day: CivilDate,
    signed: &[u8],
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO journal_checkpoint (node, day, signed) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
        .bind(node)
        .bind(day.days())
        .bind(signed)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn journal_checkpoints(
    connection: impl SqliteExecutor<'_>,
    from: CivilDate,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let query = sqlx::query_scalar("SELECT signed FROM journal_checkpoint WHERE day >= ?1 ORDER BY day, node");
    Ok(query.bind(from.days()).fetch_all(connection).await?)
}
