//! What was published of this node's journal, and what a witness has kept of it.

use std::path::Path;

use crate::cli::Failure;
use crate::config::Config;
use crate::journal::{Folder, HEAD_PREFIX, Head, Kept, LOG_PREFIX, MonthLog};
use crate::publishing::LastSet;
use crate::witness::WitnessFolder;

/// What the last published set in the data folder says of the journal in `folder`.
pub(in crate::cli) fn published(config: &Config, folder: &Folder) -> Result<Kept, Failure> {
    let mut kept = Kept::default();
    let node = node_of(folder)?;
    for file in LastSet::of(&config.data_dir).read()?.into_iter().flat_map(|set| set.files) {
        if file.name.strip_prefix(HEAD_PREFIX) == Some(&node) {
            kept.heads.extend(serde_json::from_slice::<Head>(&file.bytes).ok());
        } else if file.name.starts_with(LOG_PREFIX) {
            let log = MonthLog::parse(&file.bytes).map_err(|error| Failure::from(format!("{}: {error}", file.name)))?;
            kept.checkpoints.extend(log.of_node(&node).cloned());
        }
    }
    Ok(kept)
}

/// What the witness whose folder is at `path` has kept of the journal in `folder`.
pub(super) fn witnessed(path: &Path, folder: &Folder) -> Result<Kept, Failure> {
    let node = node_of(folder)?;
    let witness = WitnessFolder::open_to_read(path)?;
    let heads = witness.heads()?.remove(&node).into_iter().collect();
    let logs = witness.logs()?;
    let checkpoints = logs.values().flat_map(|log| log.of_node(&node)).cloned().collect();
    Ok(Kept { checkpoints, heads })
}

fn node_of(folder: &Folder) -> Result<String, Failure> {
    Ok(folder.node().map_err(super::unreadable(folder))?.unwrap_or_default())
}
