use std::fs;

use super::finding::Finding;
use crate::cli::node::DRAFT;
use crate::config::{Config, StorageEngine};
use crate::store::UNFINISHED;

/// What commands that were killed have left: copies of the records, or keys with their passphrase.
pub(super) fn check(config: &Config) -> Vec<Finding> {
    let database = (config.storage.engine == StorageEngine::Sqlite).then(|| config.database_path());
    let mut folders = vec![config.data_dir.clone()];
    folders.extend(database.and_then(|path| path.parent().map(ToOwned::to_owned)));
    folders.dedup();
    // A folder that cannot be read is a finding of another check.
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let is_left = |name: &str| name.starts_with(DRAFT) || UNFINISHED.iter().any(|prefix| name.starts_with(prefix));
    let left = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_left));
    left.map(|entry| {
        let finding = format!(
            "A command that did not come to its end has left {}: it holds what the database or the keys hold.",
            entry.path().display()
        );
        let remedy = "if no backup, restore or joining is in progress, remove it";
        Finding::warning("leftovers", finding, remedy)
    })
    .collect()
}
