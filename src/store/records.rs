use async_trait::async_trait;

use super::StoreError;
use crate::model::{Record, SubjectId};

/// Which people to list, by subject id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleQuery {
    /// The prefix of the subject id.
    pub prefix: String,
    /// Text in the subject id or the masked name.
    pub words: String,
    /// The subject id that the list begins after.
    pub after: Option<SubjectId>,
    /// Whether they are revoked; `None` lists both.
    pub revoked: Option<bool>,
}

/// Reads the records of people.
#[async_trait]
pub trait RecordStore: Send + Sync {
    /// The record of a subject.
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError>;

    /// The same, but never from memory: for somebody who has found out that it has changed.
    async fn present_record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        self.record(subject).await
    }

    /// The first `limit` records that a query asks for, by subject id.
    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError>;

    /// The number of people on record.
    async fn count(&self) -> Result<u64, StoreError>;
}
