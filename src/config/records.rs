use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::problem::Violation;
use crate::model::{IdentifierSystem, identifier_systems_problem};

/// `[records]`: how people are identified.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct RecordsSection {
    /// The systems whose identifiers are subject ids, the most preferred first.
    pub identifier_systems: Vec<IdentifierSystem>,
    /// The file with the key that full names are hashed with.
    pub name_key: PathBuf,
}

impl Default for RecordsSection {
    fn default() -> Self {
        Self { identifier_systems: Vec::new(), name_key: "names.key".into() }
    }
}

impl RecordsSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        let systems = identifier_systems_problem(&self.identifier_systems);
        let systems = systems.map(|rule| Violation { key: "records.identifier_systems", rule });
        let named = !self.name_key.as_os_str().is_empty();
        systems.into_iter().chain(Violation::unless(named, "records.name_key", "it must name a file"))
    }
}
