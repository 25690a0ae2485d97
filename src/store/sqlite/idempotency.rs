//! Requests with an idempotency key: `keyed_request`.

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::SqliteStore;
use crate::store::{IdempotencyStore, KeptAnswer, KeyedRequest, Repetition, StoreError};

type Row = (Vec<u8>, i64, Option<u16>, Option<Vec<u8>>);

#[async_trait]
impl IdempotencyStore for SqliteStore {
    async fn take_on(
        &self,
        request: &KeyedRequest,
        now: UnixTime,
        abandoned: UnixTime,
    ) -> Result<Repetition, StoreError> {
        let mut tx = self.begin().await?;
        let known: Option<Row> =
            sqlx::query_as("SELECT fingerprint, begun, status, body FROM keyed_request WHERE id = ?1")
                .bind(request.id.as_slice())
                .fetch_optional(&mut *tx)
                .await?;
        match known {
            Some((fingerprint, ..)) if fingerprint != request.fingerprint => return Ok(Repetition::OtherRequest),
            Some((_, _, Some(status), Some(body))) => return Ok(Repetition::Done(KeptAnswer { status, body })),
            Some((_, begun, ..)) if begun >= abandoned.seconds().cast_signed() => return Ok(Repetition::InProgress),
            _ => {}
        }
        sqlx::query(
            "INSERT INTO keyed_request (id, fingerprint, begun) VALUES (?1, ?2, ?3) \
             ON CONFLICT DO UPDATE SET begun = excluded.begun",
        )
        .bind(request.id.as_slice())
        .bind(request.fingerprint.as_slice())
        .bind(now.seconds().cast_signed())
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
        sqlx::query("DELETE FROM keyed_request WHERE begun < ?1")
            .bind(before.seconds().cast_signed())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
