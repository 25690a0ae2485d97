use async_trait::async_trait;

use super::StoreError;
use crate::model::{Record, SubjectId};

/// Which people to list, by subject id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleQuery {
    /// What the subject id begins with.
    pub prefix: String,
    /// What the subject id or the masked name holds.
    pub words: String,
    /// The subject id that the list begins after.
    pub after: Option<SubjectId>,
    /// Whether they are revoked; `None` for both.
    pub revoked: Option<bool>,
}

/// Reads what is known of people.
#[async_trait]
pub trait RecordStore: Send + Sync {
    /// The record of a subject.
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError>;

    /// The first `limit` records that a query asks for, by subject id.
    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError>;

    /// The number of people on record.
    async fn count(&self) -> Result<u64, StoreError>;
}
