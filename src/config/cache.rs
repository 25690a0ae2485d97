use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// `[cache]`: what of the database is kept in memory for requests for passes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct CacheSection {
    /// How many bytes of partners and records are kept at most; 0: nothing is.
    pub bytes: u64,
    /// For how many seconds a request may be answered by what another node or a command has changed meanwhile; without
    /// it, `publishing.poll`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u64>,
}

impl Default for CacheSection {
    fn default() -> Self {
        Self { bytes: 64 * 1_024 * 1_024, max_age: None }
    }
}

impl CacheSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        [
            Violation::outside(0..=1 << 40, self.bytes, "cache.bytes"),
            self.max_age.and_then(|seconds| Violation::outside(1..=3_600, seconds, "cache.max_age")),
        ]
        .into_iter()
        .flatten()
    }
}
