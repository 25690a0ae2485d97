//! What nodes' clocks show: `clock_witness` and `clock_acceptance`.

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::{PostgresStore, lock_register};
use crate::store::rows::{WitnessRow, seconds, time, witness};
use crate::store::{AcceptedClock, ClockStore, Doubt, StoreError, Witnesses};

#[async_trait]
impl ClockStore for PostgresStore {
    async fn witnesses(&self) -> Result<Witnesses, StoreError> {
        let read = async {
            let rows: Vec<WitnessRow> =
                sqlx::query_as("SELECT node, at, doubted, ahead FROM clock_witness ORDER BY node")
                    .fetch_all(&self.pool)
                    .await?;
            // Last, because it is compared with the present.
            let database: i64 = sqlx::query_scalar("SELECT floor(extract(epoch FROM clock_timestamp()))::bigint")
                .fetch_one(&self.pool)
                .await?;
            let nodes = rows.into_iter().map(witness).collect::<Result<_, _>>()?;
            Ok(Witnesses { nodes, database: Some(time(database)?) })
        };
        self.within(read).await
    }

    async fn believe_clock(&self, node: &str, at: UnixTime, forget_before: UnixTime) -> Result<(), StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            sqlx::query(
                "INSERT INTO clock_witness (node, at) VALUES ($1, $2) \
                 ON CONFLICT (node) DO UPDATE SET at = excluded.at, doubted = NULL, ahead = NULL",
            )
            .bind(node)
            .bind(seconds(at))
            .execute(&mut *tx)
            .await?;
            sqlx::query("DELETE FROM clock_witness WHERE coalesce(at, doubted) < $1 AND node <> $2")
                .bind(seconds(forget_before))
                .bind(node)
                .execute(&mut *tx)
                .await?;
            Ok(tx.commit().await?)
        };
        self.within(write).await
    }

    async fn doubt_clock(&self, node: &str, doubt: Doubt) -> Result<(), StoreError> {
        let write = async {
            sqlx::query(
                "INSERT INTO clock_witness (node, doubted, ahead) VALUES ($1, $2, $3) \
                 ON CONFLICT (node) DO UPDATE SET doubted = excluded.doubted, ahead = excluded.ahead",
            )
            .bind(node)
            .bind(seconds(doubt.shows))
            .bind(doubt.ahead)
            .execute(&self.pool)
            .await?;
            Ok(())
        };
        self.within(write).await
    }

    async fn accept_clock(&self, at: UnixTime) -> Result<(), StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            sqlx::query(
                "INSERT INTO clock_acceptance (number, at) SELECT coalesce(max(number), 0) + 1, $1 FROM clock_acceptance",
            )
            .bind(seconds(at))
            .execute(&mut *tx)
            .await?;
            Ok(tx.commit().await?)
        };
        self.within(write).await
    }

    async fn accepted_clock(&self) -> Result<Option<AcceptedClock>, StoreError> {
        let read = async {
            let row: Option<(i64, i64)> =
                sqlx::query_as("SELECT number, at FROM clock_acceptance ORDER BY number DESC LIMIT 1")
                    .fetch_optional(&self.pool)
                    .await?;
            row.map(|(number, at)| Ok(AcceptedClock { number: number.cast_unsigned(), at: time(at)? })).transpose()
        };
        self.within(read).await
    }
}
