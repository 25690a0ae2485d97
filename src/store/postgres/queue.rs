//! The waiting room: the row of `queue_room`, `queue_arrival` and `queue_node`.

use async_trait::async_trait;
use haetae_core::UnixTime;

use super::PostgresStore;
use crate::store::rows::{counter, pace, seconds, time};
use crate::store::{NodePace, QueueStore, StoreError, StoredRoom};

const PUT: &str = "\
    INSERT INTO queue_room (id, version, document) SELECT 1, 1, $1::bytea WHERE $2::bigint = 0 ON CONFLICT DO NOTHING";

const REPLACE: &str = "UPDATE queue_room SET version = version + 1, document = $1 WHERE version = $2";

/// In the order of the seconds, so that two nodes do not wait for each other.
const COUNT: &str = "\
    INSERT INTO queue_arrival (room, second, people) \
    SELECT $1::bigint, second, people FROM unnest($2::bigint[], $3::bigint[]) AS came(second, people) ORDER BY second \
    ON CONFLICT (room, second) DO UPDATE SET people = queue_arrival.people + excluded.people";

const PACE: &str = "\
    INSERT INTO queue_node (node, at, answered, pressed) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (node) DO UPDATE SET at = excluded.at, answered = excluded.answered, pressed = excluded.pressed";

#[async_trait]
impl QueueStore for PostgresStore {
    async fn queue_room(&self) -> Result<Option<StoredRoom>, StoreError> {
        let query = sqlx::query_as("SELECT version, document FROM queue_room");
        let row: Option<(i64, Vec<u8>)> = self.within(async { Ok(query.fetch_optional(&self.pool).await?) }).await?;
        row.map(|(version, document)| Ok(StoredRoom { version: counter(version)?, document })).transpose()
    }

    async fn put_queue_room(&self, document: &[u8], after: u64) -> Result<bool, StoreError> {
        let statement = if after == 0 { PUT } else { REPLACE };
        let put = sqlx::query(statement).bind(document).bind(after.cast_signed());
        let put = self.within(async { Ok(put.execute(&self.pool).await?) }).await?;
        Ok(put.rows_affected() == 1)
    }

    async fn count_queue(
        &self,
        room: u32,
        arrivals: &[(UnixTime, u64)],
        node: &str,
        pace: NodePace,
    ) -> Result<(), StoreError> {
        let (came, people): (Vec<i64>, Vec<i64>) =
            arrivals.iter().map(|(second, people)| (seconds(*second), people.cast_signed())).unzip();
        let write = async {
            let mut tx = self.begin().await?;
            if !came.is_empty() {
                sqlx::query(COUNT).bind(i64::from(room)).bind(&came).bind(&people).execute(&mut *tx).await?;
            }
            sqlx::query(PACE)
                .bind(node)
                .bind(seconds(pace.at))
                .bind(pace.answered.cast_signed())
                .bind(pace.is_pressed)
                .execute(&mut *tx)
                .await?;
            Ok(tx.commit().await?)
        };
        self.within(write).await
    }

    async fn queue_arrivals(&self, room: u32, from: UnixTime) -> Result<Vec<(UnixTime, u64)>, StoreError> {
        let query =
            sqlx::query_as("SELECT second, people FROM queue_arrival WHERE room = $1 AND second >= $2 ORDER BY second");
        let query = query.bind(i64::from(room)).bind(seconds(from));
        let rows: Vec<(i64, i64)> = self.within(async { Ok(query.fetch_all(&self.pool).await?) }).await?;
        rows.into_iter().map(|(second, people)| Ok((time(second)?, counter(people)?))).collect()
    }

    async fn queue_paces(&self, from: UnixTime) -> Result<Vec<NodePace>, StoreError> {
        let query = sqlx::query_as("SELECT at, answered, pressed FROM queue_node WHERE at >= $1 ORDER BY node");
        let query = query.bind(seconds(from));
        let rows: Vec<(i64, i64, bool)> = self.within(async { Ok(query.fetch_all(&self.pool).await?) }).await?;
        rows.into_iter().map(pace).collect()
    }

    async fn forget_queue(&self, room: u32, before: UnixTime) -> Result<(), StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            let arrivals = sqlx::query("DELETE FROM queue_arrival WHERE room <> $1 OR second < $2");
            arrivals.bind(i64::from(room)).bind(seconds(before)).execute(&mut *tx).await?;
            let nodes = sqlx::query("DELETE FROM queue_node WHERE at < $1");
            nodes.bind(seconds(before)).execute(&mut *tx).await?;
            Ok(tx.commit().await?)
        };
        self.within(write).await
    }
}
