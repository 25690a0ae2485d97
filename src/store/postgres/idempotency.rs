//! Requests with an idempotency key: `keyed_request`.

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::PostgresStore;
use crate::store::rows::{KeyedRow, repetition, seconds};
use crate::store::{IdempotencyStore, KeptAnswer, KeyedRequest, Repetition, StoreError};

/// Of two at once the second waits for the first one's commit, and sees its row then.
const TAKE_ON: &str = "INSERT INTO keyed_request (id, fingerprint, begun) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

#[async_trait]
impl IdempotencyStore for PostgresStore {
    async fn take_on(
        &self,
        request: &KeyedRequest,
        now: UnixTime,
        abandoned: UnixTime,
    ) -> Result<Repetition, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            let new = sqlx::query(TAKE_ON)
                .bind(request.id.as_slice())
                .bind(request.fingerprint.as_slice())
                .bind(seconds(now))
                .execute(&mut *tx)
                .await?;
            if new.rows_affected() == 0 {
                let known: KeyedRow = sqlx::query_as(
                    "SELECT fingerprint, begun, status, body FROM keyed_request WHERE id = $1 FOR UPDATE",
                )
                .bind(request.id.as_slice())
                .fetch_one(&mut *tx)
                .await?;
                if let Some(repetition) = repetition(request, known, abandoned)? {
                    return Ok(repetition);
                }
                sqlx::query("UPDATE keyed_request SET begun = $2 WHERE id = $1")
                    .bind(request.id.as_slice())
                    .bind(seconds(now))
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await?;
            Ok(Repetition::First)
        };
        self.within(write).await
    }

    async fn keep_answer(&self, request: &KeyedRequest, answer: &KeptAnswer) -> Result<(), StoreError> {
        let query = sqlx::query("UPDATE keyed_request SET status = $3, body = $4 WHERE id = $1 AND fingerprint = $2")
            .bind(request.id.as_slice())
            .bind(request.fingerprint.as_slice())
            .bind(i64::from(answer.status))
            .bind(answer.body.as_slice());
        self.within(async { Ok(query.execute(&self.pool).await.map(drop)?) }).await
    }

    async fn give_back(&self, request: &KeyedRequest) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM keyed_request WHERE id = $1 AND fingerprint = $2 AND status IS NULL")
            .bind(request.id.as_slice())
            .bind(request.fingerprint.as_slice());
        self.within(async { Ok(query.execute(&self.pool).await.map(drop)?) }).await
    }

    async fn forget_requests(&self, before: UnixTime) -> Result<(), StoreError> {
        let query = sqlx::query("DELETE FROM keyed_request WHERE begun < $1").bind(seconds(before));
        self.within(async { Ok(query.execute(&self.pool).await.map(drop)?) }).await
    }
}
