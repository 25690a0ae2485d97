//! What operators decided about people: rows of `decision`, which do not reveal the person without the subject id.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_lc_rs::hmac;
use haetae_core::UnixTime;
use sqlx::{PgConnection, PgExecutor};

use super::{PostgresStore, changes, lock_register, revocations};
use crate::model::SubjectId;
use crate::store::rows::{ALLOWED, DecisionRow, ERASED, decision, erased_at, salt, seconds, subject_hash};
use crate::store::{Allowed, Decision, DecisionKind, DecisionStore, StoreError};

/// The last decision about each of these subjects.
const LAST: &str = "\
    SELECT DISTINCT ON (subject_hash) subject_hash, decision, at FROM decision WHERE subject_hash = ANY($1) \
    ORDER BY subject_hash, number DESC";

const ENTER: &str = "\
    INSERT INTO decision (number, subject_hash, decision, at, by, reason) \
    SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5 FROM decision";

#[async_trait]
impl DecisionStore for PostgresStore {
    async fn erase(&self, subject: &SubjectId, decision: &Decision) -> Result<bool, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            if !revocations::forget(&mut tx, subject, decision.at).await? {
                return Ok(false);
            }
            sqlx::query("DELETE FROM person WHERE subject = $1").bind(subject.as_str()).execute(&mut *tx).await?;
            sqlx::query("UPDATE register SET people = people - 1").execute(&mut *tx).await?;
            enter(&mut tx, subject, ERASED, decision).await?;
            changes::count_records(&mut tx).await?;
            tx.commit().await?;
            Ok(true)
        };
        self.within(write).await
    }

    async fn allow(&self, subject: &SubjectId, decision: &Decision) -> Result<Allowed, StoreError> {
        let write = async {
            let mut tx = self.begin().await?;
            lock_register(&mut tx).await?;
            let known = sqlx::query("UPDATE person SET may_change = true WHERE subject = $1")
                .bind(subject.as_str())
                .execute(&mut *tx)
                .await?;
            let allowed = if known.rows_affected() > 0 {
                Allowed::Change
            } else if erased(&mut tx, &[subject]).await?.contains_key(subject) {
                Allowed::Return
            } else {
                return Ok(Allowed::Nothing);
            };
            enter(&mut tx, subject, ALLOWED, decision).await?;
            tx.commit().await?;
            Ok(allowed)
        };
        self.within(write).await
    }

    async fn decisions(&self, subject: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError> {
        let read = async {
            let salt = read_salt(&self.pool).await?;
            let rows: Vec<DecisionRow> =
                sqlx::query_as("SELECT decision, at, by, reason FROM decision WHERE subject_hash = $1 ORDER BY number")
                    .bind(subject_hash(&salt, subject))
                    .fetch_all(&self.pool)
                    .await?;
            rows.into_iter().map(decision).collect()
        };
        self.within(read).await
    }
}

/// Those of the subjects who were erased and may not come back, and when that was.
pub(super) async fn erased<'s>(
    connection: &mut PgConnection,
    subjects: &[&'s SubjectId],
) -> Result<HashMap<&'s SubjectId, UnixTime>, StoreError> {
    let salt = read_salt(&mut *connection).await?;
    let hashes: Vec<Vec<u8>> = subjects.iter().map(|subject| subject_hash(&salt, subject)).collect();
    let rows: Vec<(Vec<u8>, String, i64)> = sqlx::query_as(LAST).bind(&hashes).fetch_all(connection).await?;
    let mut last: HashMap<Vec<u8>, (String, i64)> =
        rows.into_iter().map(|(hash, decision, at)| (hash, (decision, at))).collect();
    let mut erased = HashMap::new();
    for (subject, hash) in subjects.iter().zip(&hashes) {
        if let Some(at) = erased_at(last.remove(hash))? {
            erased.insert(*subject, at);
        }
    }
    Ok(erased)
}

async fn enter(
    connection: &mut PgConnection,
    subject: &SubjectId,
    kind: &str,
    decision: &Decision,
) -> Result<(), StoreError> {
    let salt = read_salt(&mut *connection).await?;
    sqlx::query(ENTER)
        .bind(subject_hash(&salt, subject))
        .bind(kind)
        .bind(seconds(decision.at))
        .bind(&decision.by)
        .bind(decision.reason.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

async fn read_salt(connection: impl PgExecutor<'_>) -> Result<hmac::Key, StoreError> {
    let stored: Vec<u8> = sqlx::query_scalar("SELECT salt FROM decision_salt").fetch_one(connection).await?;
    Ok(salt(&stored))
}
