//! The published set: the row of `published`, `published_file` and `published_day`.

use std::collections::{BTreeMap, HashMap};

use haetae_core::StatusDay;
use sha2::{Digest as _, Sha256};
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::model::{PublishedFile, PublishedSet};
use crate::store::{Publication, StoreError};

pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Option<PublishedSet>, StoreError> {
    let row: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, manifest FROM published").fetch_optional(&mut *connection).await?;
    let Some((version, manifest)) = row else { return Ok(None) };
    let rows: Vec<(String, Vec<u8>, Vec<u8>)> =
        sqlx::query_as("SELECT name, sha256, bytes FROM published_file ORDER BY name")
            .fetch_all(&mut *connection)
            .await?;
    let mut files = Vec::with_capacity(rows.len());
    for (name, sha256, bytes) in rows {
        let found: [u8; 32] = Sha256::digest(&bytes).into();
        if found.as_slice() != sha256 {
            return Err(StoreError::Damaged(format!("the published file {name}")));
        }
        files.push(PublishedFile { name, sha256: found, bytes });
    }
    let revocations = days(connection).await?;
    Ok(Some(PublishedSet { version: version_of(version), manifest, files, revocations }))
}

async fn days(connection: &mut SqliteConnection) -> Result<BTreeMap<StatusDay, u64>, StoreError> {
    let rows: Vec<(u32, i64)> =
        sqlx::query_as("SELECT day, revocations FROM published_day").fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(day, revocations)| (StatusDay(day), revocations.cast_unsigned())).collect())
}

/// The version of a stored number: unsigned 64 bits, read as signed.
pub(super) const fn version_of(stored: i64) -> u64 {
    stored.cast_unsigned()
}

async fn version(connection: impl SqliteExecutor<'_>) -> Result<Option<u64>, StoreError> {
    let version: Option<i64> = sqlx::query_scalar("SELECT version FROM published").fetch_optional(connection).await?;
    Ok(version.map(version_of))
}

pub(super) async fn publish(
    connection: &mut SqliteConnection,
    set: &PublishedSet,
    replaces: Option<u64>,
) -> Result<Publication, StoreError> {
    if version(&mut *connection).await? != replaces {
        return Ok(Publication::Overtaken);
    }
    sqlx::query(
        "INSERT INTO published (id, version, manifest) VALUES (1, ?1, ?2) \
         ON CONFLICT DO UPDATE SET version = excluded.version, manifest = excluded.manifest",
    )
    .bind(set.version.cast_signed())
    .bind(set.manifest.as_slice())
    .execute(&mut *connection)
    .await?;
    replace_files(connection, &set.files).await?;
    replace_days(connection, &set.revocations).await?;
    Ok(Publication::Done)
}

/// Most files stay as they are from one manifest to the next: only the others are written.
async fn replace_files(connection: &mut SqliteConnection, files: &[PublishedFile]) -> Result<(), StoreError> {
    let present: Vec<(String, Vec<u8>)> =
        sqlx::query_as("SELECT name, sha256 FROM published_file").fetch_all(&mut *connection).await?;
    let mut outdated: HashMap<String, Vec<u8>> = present.into_iter().collect();
    for file in files {
        if outdated.remove(&file.name).is_some_and(|sha256| sha256 == file.sha256) {
            continue;
        }
        sqlx::query(
            "INSERT INTO published_file (name, sha256, bytes) VALUES (?1, ?2, ?3) \
             ON CONFLICT DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes",
        )
        .bind(&file.name)
        .bind(file.sha256.as_slice())
        .bind(file.bytes.as_slice())
        .execute(&mut *connection)
        .await?;
    }
    for name in outdated.keys() {
        sqlx::query("DELETE FROM published_file WHERE name = ?1").bind(name).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn replace_days(connection: &mut SqliteConnection, days: &BTreeMap<StatusDay, u64>) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM published_day").execute(&mut *connection).await?;
    for (day, revocations) in days {
        sqlx::query("INSERT INTO published_day (day, revocations) VALUES (?1, ?2)")
            .bind(day.0)
            .bind(revocations.cast_signed())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
