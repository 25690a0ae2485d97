use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::problem::Violation;

/// `[journal]`: the record of what this node issued.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a section")]
pub struct JournalSection {
    /// Whether there is a journal.
    pub mode: JournalMode,
    /// Its folder, relative to the data folder.
    pub path: PathBuf,
    /// For how many days its files are kept.
    pub keep_days: u32,
}

/// Whether issued passes are entered into a journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JournalMode {
    /// No pass is handed out before its entry is on the disk.
    #[default]
    On,
    /// No journal: later nobody can find out who issued what.
    Off,
}

impl Default for JournalSection {
    fn default() -> Self {
        Self { mode: JournalMode::On, path: "journal".into(), keep_days: 35 }
    }
}

impl JournalSection {
    pub(super) fn problems(&self) -> impl Iterator<Item = Violation> {
        [
            Violation::unless(!self.path.as_os_str().is_empty(), "journal.path", "it must name a folder"),
            Violation::outside(1..=3_660, self.keep_days, "journal.keep_days"),
        ]
        .into_iter()
        .flatten()
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        if self.mode == JournalMode::On {
            return Vec::new();
        }
        vec![
            "journal.mode is off: passes are issued without a trace. If a key or a partner is misused, no one can say which \
             passes were issued and to whom."
                .to_owned(),
        ]
    }
}
