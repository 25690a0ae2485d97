use async_trait::async_trait;

use super::StoreError;
use crate::model::{RulesRecord, RulesVersion};

/// The result of publishing a version of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesChange {
    /// It is stored, and nodes publish it.
    Done,
    /// This version or a later one is stored already; nothing changed.
    NotNewer,
}

/// Stores the versions of the rules. None is changed or removed.
#[async_trait]
pub trait RulesStore: Send + Sync {
    /// Stores a version, unless it or a later one is there.
    async fn add_rules(&self, rules: &RulesVersion) -> Result<RulesChange, StoreError>;

    /// The version with this number, or the newest one; `None` if there is none.
    async fn rules(&self, version: Option<u64>) -> Result<Option<RulesVersion>, StoreError>;

    /// The newest versions without their files, the newest first.
    async fn rules_history(&self, limit: u32) -> Result<Vec<RulesRecord>, StoreError>;
}
