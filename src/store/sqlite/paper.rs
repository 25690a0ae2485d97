//! Assertions for paper that were used: `paper_use`.

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::SqliteStore;
use crate::store::rows::{PaperRow, paper_use};
use crate::store::{PaperStore, PaperUse, StoreError};

#[async_trait]
impl PaperStore for SqliteStore {
    async fn paper_use(&self, id: &[u8; 32], now: UnixTime) -> Result<Option<PaperUse>, StoreError> {
        let row: Option<PaperRow> =
            sqlx::query_as("SELECT subject, pass, at, expires FROM paper_use WHERE id = ?1 AND expires >= ?2")
                .bind(id.as_slice())
                .bind(now.seconds().cast_signed())
                .fetch_optional(&self.readers)
                .await?;
        row.map(|row| paper_use(*id, row)).transpose()
    }

    async fn keep_paper_use(&self, new: &PaperUse, now: UnixTime) -> Result<PaperUse, StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM paper_use WHERE id = ?1 AND expires < ?2")
            .bind(new.id.as_slice())
            .bind(now.seconds().cast_signed())
            .execute(&mut *tx)
            .await?;
        let row: PaperRow = sqlx::query_as(
            "INSERT INTO paper_use (id, subject, pass, at, expires) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT DO UPDATE SET expires = max(expires, excluded.expires) \
             RETURNING subject, pass, at, expires",
        )
        .bind(new.id.as_slice())
        .bind(new.subject.as_slice())
        .bind(new.pass.as_slice())
        .bind(new.at.seconds().cast_signed())
        .bind(new.expires.seconds().cast_signed())
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        paper_use(new.id, row)
    }

    async fn forget_paper_uses(&self, before: UnixTime) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM paper_use WHERE expires < ?1")
            .bind(before.seconds().cast_signed())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
