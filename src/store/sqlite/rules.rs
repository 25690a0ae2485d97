//! The versions of the rules: rows of `rules_version`, of which the newest counts.

use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _, SqliteConnection, SqliteExecutor};

use super::person_row::time;
use crate::model::{RulesRecord, RulesVersion};
use crate::store::{RulesChange, StoreError};

const RECORD: &str = "SELECT version, published, published_by, approved_by, emergency, content_of FROM rules_version \
    ORDER BY version DESC LIMIT ?1";

const NEWEST: &str = "SELECT version, published, published_by, approved_by, emergency, content_of, file, cases \
    FROM rules_version WHERE ?1 IS NULL OR version = ?1 ORDER BY version DESC LIMIT 1";

struct RecordRow {
    version: i64,
    published: i64,
    by: String,
    approved_by: Option<String>,
    emergency: Option<String>,
    content_of: Option<i64>,
}

impl FromRow<'_, SqliteRow> for RecordRow {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            version: row.try_get("version")?,
            published: row.try_get("published")?,
            by: row.try_get("published_by")?,
            approved_by: row.try_get("approved_by")?,
            emergency: row.try_get("emergency")?,
            content_of: row.try_get("content_of")?,
        })
    }
}

impl RecordRow {
    fn record(self) -> Result<RulesRecord, StoreError> {
        let Self { version, published, by, approved_by, emergency, content_of } = self;
        let published = time(published)?;
        let content_of = content_of.map(i64::cast_unsigned);
        Ok(RulesRecord { version: version.cast_unsigned(), published, by, approved_by, emergency, content_of })
    }
}

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
    let row = sqlx::query(NEWEST).bind(version.map(u64::cast_signed)).fetch_optional(connection).await?;
    let Some(row) = row else { return Ok(None) };
    let record = RecordRow::from_row(&row)?.record()?;
    Ok(Some(RulesVersion { record, file: row.try_get("file")?, cases: row.try_get("cases")? }))
}

pub(super) async fn history(connection: impl SqliteExecutor<'_>, limit: u32) -> Result<Vec<RulesRecord>, StoreError> {
    let rows: Vec<RecordRow> = sqlx::query_as(RECORD).bind(limit).fetch_all(connection).await?;
    rows.into_iter().map(RecordRow::record).collect()
}
