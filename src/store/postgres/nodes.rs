//! What nodes share: the row of `publishing_duty`, `journal_head` and `journal_checkpoint`.

use async_trait::async_trait;
use haetae_core::CivilDate;

use super::PostgresStore;
use crate::store::{Lease, NodeStore, StoreError};

#[async_trait]
impl NodeStore for PostgresStore {
    async fn lease(&self) -> Result<Lease, StoreError> {
        let read = async {
            let (holder, epoch): (Option<String>, i64) =
                sqlx::query_as("SELECT holder, beat FROM publishing_duty").fetch_one(&self.pool).await?;
            let damaged = |_| StoreError::Damaged("the epoch of the publishing lease".to_owned());
            Ok(Lease { holder, epoch: u64::try_from(epoch).map_err(damaged)? })
        };
        self.within(read).await
    }

    async fn pass_lease(&self, holder: Option<&str>, after: u64) -> Result<bool, StoreError> {
        // One statement, so nothing comes between the comparison and the change.
        let write = async {
            let changed = sqlx::query("UPDATE publishing_duty SET holder = $1, beat = beat + 1 WHERE beat = $2")
                .bind(holder)
                .bind(after.cast_signed())
                .execute(&self.pool)
                .await?;
            Ok(changed.rows_affected() == 1)
        };
        self.within(write).await
    }

    async fn store_journal_head(&self, node: &str, document: &[u8]) -> Result<(), StoreError> {
        let write = async {
            sqlx::query(
                "INSERT INTO journal_head (node, document) VALUES ($1, $2) \
                 ON CONFLICT (node) DO UPDATE SET document = excluded.document",
            )
            .bind(node)
            .bind(document)
            .execute(&self.pool)
            .await?;
            Ok(())
        };
        self.within(write).await
    }

    async fn journal_heads(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let query = sqlx::query_as("SELECT node, document FROM journal_head ORDER BY node");
        self.within(async { Ok(query.fetch_all(&self.pool).await?) }).await
    }

    async fn store_journal_checkpoint(&self, node: &str, day: CivilDate, signed: &[u8]) -> Result<(), StoreError> {
        let write = async {
            sqlx::query(
                "INSERT INTO journal_checkpoint (node, day, signed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            )
            .bind(node)
            .bind(i64::from(day.days()))
            .bind(signed)
            .execute(&self.pool)
            .await?;
            Ok(())
        };
        self.within(write).await
    }

    async fn journal_checkpoints(&self, from: CivilDate) -> Result<Vec<Vec<u8>>, StoreError> {
        let query = sqlx::query_scalar("SELECT signed FROM journal_checkpoint WHERE day >= $1 ORDER BY day, node");
        let query = query.bind(i64::from(from.days()));
        self.within(async { Ok(query.fetch_all(&self.pool).await?) }).await
    }
}
