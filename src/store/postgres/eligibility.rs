//! The versions of the eligibility: rows of `eligibility_version`.

use async_trait::async_trait;

use super::{PostgresStore, lock_register};
use crate::model::EligibilityVersion;
use crate::store::rows::{EligibilityRow, eligibility_version, seconds};
use crate::store::{EligibilityChange, EligibilityStore, StoreError};

const ADD: &str = "INSERT INTO eligibility_version (version, begins, file, added, added_by) \
    SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM eligibility_version WHERE version >= $1)";

const AFTER: &str = "SELECT version, begins, file, added, added_by FROM eligibility_version WHERE version > $1 \
    ORDER BY version";

#[async_trait]
impl EligibilityStore for PostgresStore {
    async fn add_eligibility(&self, version: &EligibilityVersion) -> Result<EligibilityChange, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            // So that of two versions at once the lower one does not come after the higher.
            lock_register(&mut tx).await?;
            let add = sqlx::query(ADD)
                .bind(version.version.cast_signed())
                .bind(seconds(version.from))
                .bind(version.file.as_slice())
                .bind(seconds(version.added))
                .bind(&version.by)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            Ok(if add.rows_affected() == 1 { EligibilityChange::Done } else { EligibilityChange::NotNewer })
        };
        self.within(write).await
    }

    async fn eligibility_after(&self, version: u64) -> Result<Vec<EligibilityVersion>, StoreError> {
        let query = sqlx::query_as(AFTER).bind(version.cast_signed());
        let rows: Vec<EligibilityRow> = self.within(async { Ok(query.fetch_all(&self.pool).await?) }).await?;
        rows.into_iter().map(eligibility_version).collect()
    }
}
