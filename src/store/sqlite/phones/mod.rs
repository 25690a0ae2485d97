//! The phones of people: `holder` and `holder_day`.

mod counter;
mod known;

use async_trait::async_trait;
use haetae_core::CivilDate;

pub(super) use counter::PhoneCounter;

use super::SqliteStore;
use crate::model::Serial;
use crate::store::{PhoneCount, PhoneRequest, PhoneStore, StoreError};

#[async_trait]
impl PhoneStore for SqliteStore {
    async fn count_phones(&self, request: &PhoneRequest) -> Result<PhoneCount, StoreError> {
        self.phones.count(request.clone()).await
    }

    async fn has_passes(&self, serial: Serial, day: CivilDate) -> Result<bool, StoreError> {
        let query = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM holder WHERE serial = ?1 AND last_day >= ?2)");
        Ok(query.bind(serial.0).bind(day.days()).fetch_one(&self.readers).await?)
    }

    async fn forget_phones(&self, day: CivilDate) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for statement in ["DELETE FROM holder WHERE last_day < ?1", "DELETE FROM holder_day WHERE day < ?1"] {
            sqlx::query(statement).bind(day.days()).execute(&mut *tx).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn people_with_more_phones(&self, limit: u32) -> Result<u64, StoreError> {
        let people: i64 = sqlx::query_scalar("SELECT count(*) FROM holder WHERE phones > ?1")
            .bind(limit)
            .fetch_one(&self.readers)
            .await?;
        Ok(people.cast_unsigned())
    }
}
