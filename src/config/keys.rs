use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::problem::Problem;

/// `[keys]`: where keys and the trust list are, relative to the data folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct Keys {
    /// The folder of this node's keys: `keys/*.pk8` and `status-keys.json` are in it.
    pub directory: PathBuf,
    /// The trust list as the roots signed it.
    pub trust_list: PathBuf,
    /// The public root keys.
    pub roots: PathBuf,
}

impl Default for Keys {
    fn default() -> Self {
        Self { directory: "node".into(), trust_list: "trust-list".into(), roots: "roots.json".into() }
    }
}

impl Keys {
    pub(super) fn problems(&self) -> impl Iterator<Item = Problem> {
        let named = |path: &PathBuf| !path.as_os_str().is_empty();
        [
            Problem::unless(named(&self.directory), "keys.directory", "it must name a folder"),
            Problem::unless(named(&self.trust_list), "keys.trust_list", "it must name a file"),
            Problem::unless(named(&self.roots), "keys.roots", "it must name a file"),
        ]
        .into_iter()
        .flatten()
    }
}
