//! The versions of the rules: rows of `rules_version`, of which the newest counts.

use async_trait::async_trait;

use super::listening::announce;
use super::{PostgresStore, lock_register};
use crate::model::{RulesRecord, RulesVersion};
use crate::store::rows::{RulesFileRow, RulesRow, rules_record, rules_version, seconds};
use crate::store::{RulesChange, RulesStore, StoreError};

const RECORD: &str = "SELECT version, published, published_by, approved_by, emergency, content_of FROM rules_version \
    ORDER BY version DESC LIMIT $1";

const NEWEST: &str = "SELECT version, published, published_by, approved_by, emergency, content_of, file, cases \
    FROM rules_version WHERE $1::bigint IS NULL OR version = $1 ORDER BY version DESC LIMIT 1";

#[async_trait]
impl RulesStore for PostgresStore {
    async fn add_rules(&self, rules: &RulesVersion) -> Result<RulesChange, StoreError> {
        let record = &rules.record;
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            let newest: Option<i64> =
                sqlx::query_scalar("SELECT max(version) FROM rules_version").fetch_one(&mut *tx).await?;
            if newest.is_some_and(|newest| newest.cast_unsigned() >= record.version) {
                return Ok(RulesChange::NotNewer);
            }
            sqlx::query(
                "INSERT INTO rules_version \
                 (version, file, cases, published, published_by, approved_by, emergency, content_of) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(record.version.cast_signed())
            .bind(rules.file.as_slice())
            .bind(rules.cases.as_slice())
            .bind(seconds(record.published))
            .bind(&record.by)
            .bind(record.approved_by.as_ref())
            .bind(record.emergency.as_ref())
            .bind(record.content_of.map(u64::cast_signed))
            .execute(&mut *tx)
            .await?;
            announce(&mut tx).await?;
            tx.commit().await?;
            Ok(RulesChange::Done)
        };
        self.within(write).await
    }

    async fn rules(&self, version: Option<u64>) -> Result<Option<RulesVersion>, StoreError> {
        let query = sqlx::query_as(NEWEST).bind(version.map(u64::cast_signed));
        let row: Option<RulesFileRow> = self.within(async { Ok(query.fetch_optional(&self.pool).await?) }).await?;
        row.map(rules_version).transpose()
    }

    async fn rules_history(&self, limit: u32) -> Result<Vec<RulesRecord>, StoreError> {
        let query = sqlx::query_as(RECORD).bind(i64::from(limit));
        let rows: Vec<RulesRow> = self.within(async { Ok(query.fetch_all(&self.pool).await?) }).await?;
        rows.into_iter().map(rules_record).collect()
    }
}
