//! The versions of the rules: rows of `rules_version`, of which the newest counts.

use sqlx::{SqliteConnection, SqliteExecutor};

use crate::model::{RulesRecord, RulesVersion};
use crate::store::rows::{RulesFileRow, RulesRow, rules_record, rules_version};
use crate::store::{RulesChange, StoreError};

const RECORD: &str = "SELECT version, published, published_by, approved_by, emergency, content_of FROM rules_version \
    ORDER BY version DESC LIMIT ?1";

const NEWEST: &str = "SELECT version, published, published_by, approved_by, emergency, content_of, file, cases \
    FROM rules_version WHERE ?1 IS NULL OR version = ?1 ORDER BY version DESC LIMIT 1";

pub(super) async fn add(connection: &mut SqliteConnection, rules: &RulesVersion) -> Result<RulesChange, StoreError> {
    let newest: Option<i64> =
        sqlx::query_scalar("SELECT max(version) FROM rules_version").fetch_one(&mut *connection).await?;
    let record = &rules.record;
    if newest.is_some_and(|newest| newest.cast_unsigned() >= record.version) {
        return Ok(RulesChange::NotNewer);
    }
    sqlx::query(
        "INSERT INTO rules_version \
         (version, file, cases, published, published_by, approved_by, emergency, content_of) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )
    .bind(record.version.cast_signed())
    .bind(rules.file.as_slice())
    .bind(rules.cases.as_slice())
    .bind(record.published.seconds().cast_signed())
    .bind(&record.by)
    .bind(record.approved_by.as_ref())
    .bind(record.emergency.as_ref())
    .bind(record.content_of.map(u64::cast_signed))
    .execute(connection)
    .await?;
    Ok(RulesChange::Done)
}

pub(super) async fn read(
    connection: impl SqliteExecutor<'_>,
    version: Option<u64>,
) -> Result<Option<RulesVersion>, StoreError> {
    let row: Option<RulesFileRow> =
        sqlx::query_as(NEWEST).bind(version.map(u64::cast_signed)).fetch_optional(connection).await?;
    row.map(rules_version).transpose()
}

pub(super) async fn history(connection: impl SqliteExecutor<'_>, limit: u32) -> Result<Vec<RulesRecord>, StoreError> {
    let rows: Vec<RulesRow> = sqlx::query_as(RECORD).bind(limit).fetch_all(connection).await?;
    rows.into_iter().map(rules_record).collect()
}
