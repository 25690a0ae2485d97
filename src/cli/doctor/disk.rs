use std::collections::BTreeSet;
use std::path::Path;

use rustix::fs::StatVfs;

use super::finding::Finding;
use crate::config::{Config, StorageEngine};
use crate::render::text::plural;

const CHECK: &str = "disk";

const MIB: u64 = 1 << 20;
/// Less than this is a problem, in bytes: an import of records or a day of the journal may need as much.
const TOO_LITTLE: u64 = 128 * MIB;
/// Less than this is worth a warning, in bytes.
const LITTLE: u64 = 1_024 * MIB;
/// Room for fewer files than this is a problem; for fewer than ten times as many, worth a warning.
const TOO_FEW_FILES: u64 = 1_000;

/// The free space of a disk.
#[derive(Clone, Copy, Debug)]
struct Space {
    bytes: u64,
    /// More files that can be made; `None` if the file system does not count them.
    files: Option<u64>,
}

/// Whether there is room for the records and the journal. The disk of a database server is out of sight.
pub(super) fn check(config: &Config) -> Vec<Finding> {
    let mut folders = BTreeSet::from([config.data_dir.clone(), config.journal_directory()]);
    let server = match config.storage.engine {
        StorageEngine::Sqlite => {
            folders.extend(config.database_path().parent().map(Path::to_owned));
            None
        }
        StorageEngine::Postgresql => {
            let database = config.database();
            Some(Finding::ok(
                CHECK,
                format!("The records are in {database}: watch the disk of that server where it is."),
            ))
        }
    };
    let here = folders.iter().filter(|folder| folder.is_dir()).map(|folder| look(folder));
    here.chain(server).collect()
}

fn look(folder: &Path) -> Finding {
    match rustix::fs::statvfs(folder) {
        Ok(stat) => judge(folder, Space::of(&stat)),
        Err(error) => {
            let finding = format!("The free space in {} cannot be determined: {error}.", folder.display());
            Finding::warning(CHECK, finding, "run haetae doctor as the user that the service runs as")
        }
    }
}

impl Space {
    const fn of(stat: &StatVfs) -> Self {
        let files = if stat.f_files == 0 { None } else { Some(stat.f_favail) };
        Self { bytes: stat.f_bavail.saturating_mul(stat.f_frsize), files }
    }
}

fn judge(folder: &Path, space: Space) -> Finding {
    let (path, mebibytes) = (folder.display(), space.bytes / MIB);
    let files = space.files.unwrap_or(u64::MAX);
    let more = plural(files, "file", "files");
    let room = format!("{path}: {mebibytes} MiB are free");
    let remedy = format!("free some space: df {path} shows how much is left, du -x {path} what uses it");
    if space.bytes < TOO_LITTLE {
        Finding::problem(
            CHECK,
            format!("{room}. When the disk is full, issuing pauses and records cannot be changed."),
            remedy,
        )
    } else if files < TOO_FEW_FILES {
        let remedy = format!("remove files that are not needed: df -i {path}");
        Finding::problem(
            CHECK,
            format!("{path}: only {files} more {more} can be made. When no more can be made, issuing pauses."),
            remedy,
        )
    } else if space.bytes < LITTLE {
        Finding::warning(CHECK, format!("{room}."), remedy)
    } else if files < 10 * TOO_FEW_FILES {
        let remedy = format!("remove files that are not needed: df -i {path}");
        Finding::warning(CHECK, format!("{path}: only {files} more {more} can be made."), remedy)
    } else {
        Finding::ok(CHECK, format!("{room}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::finding::State;

    #[test]
    fn little_room_is_a_warning_and_too_little_a_problem() {
        for (bytes, files, expected) in [
            (LITTLE, None, State::Ok),
            (LITTLE, Some(10 * TOO_FEW_FILES), State::Ok),
            (LITTLE - 1, None, State::Warning),
            (LITTLE, Some(10 * TOO_FEW_FILES - 1), State::Warning),
            (TOO_LITTLE, Some(TOO_FEW_FILES), State::Warning),
            (TOO_LITTLE - 1, None, State::Problem),
            (LITTLE, Some(TOO_FEW_FILES - 1), State::Problem),
            (0, Some(0), State::Problem),
        ] {
            assert_eq!(judge(Path::new("data"), Space { bytes, files }).state, expected, "{bytes} {files:?}");
        }
    }
}
