//! Looks for damage: reads everything, and compares the numbers with what they count.

use async_trait::async_trait;

use super::{PostgresStore, schema};
use crate::store::{MaintenanceStore, StoreError};

/// Questions whose answer is true in a sound database, and what is wrong where it is not.
const RULES: [(&str, &str); 6] = [
    ("SELECT count(*) = (SELECT people FROM register) FROM person", "the number of people is not that of the register"),
    (
        "SELECT NOT EXISTS (SELECT 1 FROM person WHERE serial >= (SELECT next_serial FROM register))",
        "a person has a serial that was never given",
    ),
    (
        "SELECT NOT EXISTS (SELECT 1 FROM published_file WHERE sha256(bytes) <> sha256)",
        "a published file is not the one that was published",
    ),
    // They read all pages of the columns, so that the server sees which of them do not fit their checksums.
    ("SELECT coalesce(sum(length(evidence) + length(name) + length(subject)), 0) >= 0 FROM person", "person"),
    ("SELECT coalesce(sum(length(reason) + number), 0) >= 0 FROM revoked_serial", "revoked_serial"),
    ("SELECT coalesce(sum(octet_length(signed)), 0) >= 0 FROM journal_checkpoint", "journal_checkpoint"),
];

/// Settings of the server by which it may lose what it has acknowledged.
const RISKS: [(&str, &str); 2] = [
    ("fsync", "the server does not wait for its disk (fsync = off): after a power cut its database may be lost"),
    (
        "full_page_writes",
        "the server does not protect pages that were written in part (full_page_writes = off): after a power cut its \
         database may be damaged",
    ),
];

#[async_trait]
impl MaintenanceStore for PostgresStore {
    async fn damage(&self) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for (question, wrong) in RULES {
            let mut tx = self.begin_long().await?;
            let answer: Result<bool, sqlx::Error> = sqlx::query_scalar(question).fetch_one(&mut *tx).await;
            match answer.map_err(StoreError::from) {
                Ok(true) => {}
                Ok(false) => found.push(wrong.to_owned()),
                Err(StoreError::Damaged(what)) => found.push(what),
                Err(error) => return Err(error),
            }
        }
        found.extend(schema::invalid_indices(&mut *self.pool.acquire().await?).await?);
        Ok(found)
    }

    async fn risks(&self) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for (setting, risk) in RISKS {
            let value: String =
                sqlx::query_scalar("SELECT current_setting($1)").bind(setting).fetch_one(&self.pool).await?;
            if value == "off" {
                found.push(risk.to_owned());
            }
        }
        Ok(found)
    }
}
