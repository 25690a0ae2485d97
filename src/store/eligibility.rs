use async_trait::async_trait;

use super::StoreError;
use crate::model::EligibilityVersion;

/// The result of adding a version of the eligibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EligibilityChange {
    /// It is stored, and every node reads it.
    Done,
    /// This version or a later one is stored already; nothing changed.
    NotNewer,
}

/// Stores the versions of the eligibility. None is changed or removed: a later one replaces it.
#[async_trait]
pub trait EligibilityStore: Send + Sync {
    /// Stores a version, unless it or a later one is there.
    async fn add_eligibility(&self, version: &EligibilityVersion) -> Result<EligibilityChange, StoreError>;

    /// The versions after this one, in their order; after 0, all.
    async fn eligibility_after(&self, version: u64) -> Result<Vec<EligibilityVersion>, StoreError>;
}
