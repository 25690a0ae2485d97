use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// `[storage]`: where records are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct StorageSection {
    /// The SQLite database, relative to the data folder.
    pub path: PathBuf,
}

impl Default for StorageSection {
    fn default() -> Self {
        Self { path: "haetae.sqlite".into() }
    }
}

impl StorageSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        Violation::unless(!self.path.as_os_str().is_empty(), "storage.path", "it must name a file").into_iter()
    }
}
