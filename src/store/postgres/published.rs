//! The published set: the row of `published`, `published_file` and `published_day`.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use haetae_core::StatusDay;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::PostgresStore;
use super::listening::announce;
use crate::model::{PublishedFile, PublishedSet};
use crate::store::{Publication, PublishedStore, StoreError};

/// A transaction in which everything is of one moment.
const BEGIN_TO_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

#[async_trait]
impl PublishedStore for PostgresStore {
    async fn published(&self) -> Result<Option<PublishedSet>, StoreError> {
        let read = async {
            let mut tx = self.pool.begin_with(BEGIN_TO_READ).await?;
            let set = read(&mut tx).await?;
            tx.commit().await?;
            Ok(set)
        };
        self.within(read).await
    }

    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            // One node at a time: there may be no row of `published` yet.
            sqlx::query("SELECT id FROM publishing_duty FOR UPDATE").execute(&mut *tx).await?;
            let version: Option<i64> =
                sqlx::query_scalar("SELECT version FROM published").fetch_optional(&mut *tx).await?;
            if version.map(i64::cast_unsigned) != replaces {
                return Ok(Publication::Overtaken);
            }
            replace(&mut tx, set).await?;
            announce(&mut tx).await?;
            tx.commit().await?;
            Ok(Publication::Done)
        };
        self.within(write).await
    }
}

async fn read(connection: &mut PgConnection) -> Result<Option<PublishedSet>, StoreError> {
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
    let days: Vec<(i64, i64)> =
        sqlx::query_as("SELECT day, revocations FROM published_day").fetch_all(connection).await?;
    let day = |(day, revocations): (i64, i64)| {
        let damaged = |_| StoreError::Damaged("the day of a status list".to_owned());
        Ok((StatusDay(u32::try_from(day).map_err(damaged)?), revocations.cast_unsigned()))
    };
    let revocations = days.into_iter().map(day).collect::<Result<BTreeMap<_, _>, StoreError>>()?;
    Ok(Some(PublishedSet { version: version.cast_unsigned(), manifest, files, revocations }))
}

async fn replace(connection: &mut PgConnection, set: &PublishedSet) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO published (id, version, manifest) VALUES (1, $1, $2) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, manifest = excluded.manifest",
    )
    .bind(set.version.cast_signed())
    .bind(set.manifest.as_slice())
    .execute(&mut *connection)
    .await?;
    replace_files(connection, &set.files).await?;
    sqlx::query("DELETE FROM published_day").execute(&mut *connection).await?;
    let (days, revocations): (Vec<i64>, Vec<i64>) =
        set.revocations.iter().map(|(day, revocations)| (i64::from(day.0), revocations.cast_signed())).unzip();
    sqlx::query("INSERT INTO published_day (day, revocations) SELECT * FROM unnest($1::bigint[], $2::bigint[])")
        .bind(days)
        .bind(revocations)
        .execute(connection)
        .await?;
    Ok(())
}

/// Most files stay as they are from one manifest to the next: only the others are written.
async fn replace_files(connection: &mut PgConnection, files: &[PublishedFile]) -> Result<(), StoreError> {
    let present: Vec<(String, Vec<u8>)> =
        sqlx::query_as("SELECT name, sha256 FROM published_file").fetch_all(&mut *connection).await?;
    let mut outdated: HashMap<String, Vec<u8>> = present.into_iter().collect();
    for file in files {
        if outdated.remove(&file.name).is_some_and(|sha256| sha256 == file.sha256) {
            continue;
        }
        sqlx::query(
            "INSERT INTO published_file (name, sha256, bytes) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes",
        )
        .bind(&file.name)
        .bind(file.sha256.as_slice())
        .bind(file.bytes.as_slice())
        .execute(&mut *connection)
        .await?;
    }
    let outdated: Vec<String> = outdated.into_keys().collect();
    sqlx::query("DELETE FROM published_file WHERE name = ANY($1)").bind(outdated).execute(connection).await?;
    Ok(())
}
