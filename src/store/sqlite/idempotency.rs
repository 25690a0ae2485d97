//! Requests with an idempotency key: `keyed_request`.

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::SqliteStore;
use crate::store::rows::{KeyedRow, repetition, seconds};
use crate::store::{IdempotencyStore, KeptAnswer, KeyedRequest, Repetition, StoreError};

#[async_trait]
impl IdempotencyStore for SqliteStore {
    async fn take_on(
        &self,
        request: &KeyedRequest,
        now: UnixTime,
        abandoned: UnixTime,
    ) -> Result<Repetition, StoreError> {
        let mut tx = self.begin().await?;
        let known: Option<KeyedRow> =
            sqlx::query_as("SELECT fingerprint, begun, status, body FROM keyed_request WHERE id = ?1")
                .bind(request.id.as_slice())
                .fetch_optional(&mut *tx)
                .await?;
        if let Some(known) = known
            && let Some(repetition) = repetition(request, known, abandoned)?
        {
            return Ok(repetition);
        }
        sqlx::query(
            "INSERT INTO keyed_request (id, fingerprint, begun) VALUES (?1, ?2, ?3) \
             ON CONFLICT DO UPDATE SET begun = excluded.begun",
        )
        .bind(request.id.as_slice())
        .bind(request.fingerprint.as_slice())
        .bind(seconds(now))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Repetition::First)
    }

    async fn keep_answer(&self, request: &KeyedRequest, answer: &KeptAnswer) -> Result<(), StoreError> {
        sqlx::query("UPDATE keyed_request SET status = ?3, body = ?4 WHERE id = ?1 AND fingerprint = ?2")
            .bind(request.id.as_slice())
            .bind(request.fingerprint.as_slice())
            .bind(answer.status)
            .bind(answer.body.as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn give_back(&self, request: &KeyedRequest) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM keyed_request WHERE id = ?1 AND fingerprint = ?2 AND status IS NULL")
            .bind(request.id.as_slice())
            .bind(request.fingerprint.as_slice())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn forget_requests(&self, before: UnixTime) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM keyed_request WHERE begun < ?1").bind(seconds(before)).execute(&self.writer).await?;
        Ok(())
    }
}
