//! Assertions for paper that were used: `paper_use`.

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::PostgresStore;
use crate::store::rows::{PaperRow, paper_use, seconds};
use crate::store::{PaperStore, PaperUse, StoreError};

/// The first use stays: a second one waits for its commit.
const KEEP: &str = "\
    INSERT INTO paper_use (id, subject, pass, at, expires) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (id) DO UPDATE SET expires = greatest(paper_use.expires, excluded.expires) \
    RETURNING subject, pass, at, expires";

#[async_trait]
impl PaperStore for PostgresStore {
    async fn paper_use(&self, id: &[u8; 32], now: UnixTime) -> Result<Option<PaperUse>, StoreError> {
        let read = async {
            let row: Option<PaperRow> =
                sqlx::query_as("SELECT subject, pass, at, expires FROM paper_use WHERE id = $1 AND expires >= $2")
                    .bind(id.as_slice())
                    .bind(seconds(now))
                    .fetch_optional(&self.pool)
                    .await?;
            row.map(|row| paper_use(*id, row)).transpose()
        };
        self.within(read).await
    }

    async fn keep_paper_use(&self, new: &PaperUse, now: UnixTime) -> Result<PaperUse, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            sqlx::query("DELETE FROM paper_use WHERE id = $1 AND expires < $2")
                .bind(new.id.as_slice())
                .bind(seconds(now))
                .execute(&mut *tx)
                .await?;
            let row: PaperRow = sqlx::query_as(KEEP)
                .bind(new.id.as_slice())
                .bind(new.subject.as_slice())
                .bind(new.pass.as_slice())
                .bind(seconds(new.at))
                .bind(seconds(new.expires))
                .fetch_one(&mut *tx)
                .await?;
            tx.commit().await?;
            paper_use(new.id, row)
        };
        self.within(write).await
    }

    async fn forget_paper_uses(&self, before: UnixTime) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM paper_use WHERE expires < $1").bind(seconds(before));
        self.within(async { Ok(query.execute(&self.pool).await.map(drop)?) }).await
    }
}
