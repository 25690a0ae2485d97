//! What nodes' clocks show: `clock_witness` and `clock_acceptance`.

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::SqliteStore;
use crate::store::rows::{WitnessRow, time, witness};
use crate::store::{AcceptedClock, ClockStore, Doubt, StoreError, Witnesses};

#[async_trait]
impl ClockStore for SqliteStore {
    async fn witnesses(&self) -> Result<Witnesses, StoreError> {
        let rows: Vec<WitnessRow> = sqlx::query_as("SELECT node, at, doubted, ahead FROM clock_witness ORDER BY node")
            .fetch_all(&self.readers)
            .await?;
        let nodes = rows.into_iter().map(witness).collect::<Result<_, _>>()?;
        // The file has no clock but that of this machine.
        Ok(Witnesses { nodes, database: None })
    }

    async fn believe_clock(&self, node: &str, at: UnixTime, forget_before: UnixTime) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO clock_witness (node, at) VALUES (?1, ?2) \
             ON CONFLICT DO UPDATE SET at = excluded.at, doubted = NULL, ahead = NULL",
        )
        .bind(node)
        .bind(at.seconds().cast_signed())
        .execute(&mut *tx)
        .await?;
        sqlx::query("DELETE FROM clock_witness WHERE coalesce(at, doubted) < ?1 AND node <> ?2")
            .bind(forget_before.seconds().cast_signed())
            .bind(node)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    async fn doubt_clock(&self, node: &str, doubt: Doubt) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO clock_witness (node, doubted, ahead) VALUES (?1, ?2, ?3) \
             ON CONFLICT DO UPDATE SET doubted = excluded.doubted, ahead = excluded.ahead",
        )
        .bind(node)
        .bind(doubt.shows.seconds().cast_signed())
        .bind(doubt.ahead)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    async fn accept_clock(&self, at: UnixTime) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO clock_acceptance (at) VALUES (?1)")
            .bind(at.seconds().cast_signed())
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    async fn accepted_clock(&self) -> Result<Option<AcceptedClock>, StoreError> {
        let row: Option<(i64, i64)> =
            sqlx::query_as("SELECT number, at FROM clock_acceptance ORDER BY number DESC LIMIT 1")
                .fetch_optional(&self.readers)
                .await?;
        row.map(|(number, at)| Ok(AcceptedClock { number: number.cast_unsigned(), at: time(at)? })).transpose()
    }
}
