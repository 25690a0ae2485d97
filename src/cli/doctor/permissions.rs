use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::finding::Finding;
use crate::config::{Config, StorageEngine};
use crate::render::text::plural;

const CHECK: &str = "permissions";

/// Whether others than their owner can reach keys, secrets, the records and the journal.
pub(super) fn check(config: &Config) -> Vec<Finding> {
    let mut paths = BTreeSet::new();
    let mut findings = Vec::new();
    for folder in [config.keys_directory(), config.journal_directory()] {
        if let Err(error) = collect(&folder, &mut paths) {
            findings.push(unreadable(&folder, &error));
        }
    }
    match config.storage.engine {
        StorageEngine::Sqlite => {
            paths.insert(config.database_path());
        }
        StorageEngine::Postgresql => paths.extend(config.database_password_path()),
    }
    paths.insert(config.name_key_path());
    match secrets(&config.data_dir) {
        Ok(secrets) => paths.extend(secrets),
        Err(error) => findings.push(unreadable(&config.data_dir, &error)),
    }
    let owner = fs::metadata(&config.data_dir).map(|data| data.uid()).ok();
    let mut seen = 0u32;
    for path in paths {
        match fs::metadata(&path) {
            Ok(metadata) => {
                seen += 1;
                findings.extend(open_to_others(&path, &metadata).or_else(|| foreign(&path, &metadata, owner)));
            }
            // The check of the part that needs the file reports it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => findings.push(unreadable(&path, &error)),
        }
    }
    if findings.is_empty() {
        let what = plural(seen, "file or folder", "files and folders");
        findings.push(Finding::ok(CHECK, format!("Only their owner can reach {seen} {what} with secrets.")));
    }
    findings
}

/// Passphrases and operators' credentials that are in the data folder.
fn secrets(data: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(data)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "passphrase" || extension == "token") {
            found.push(path);
        }
    }
    Ok(found)
}

/// A folder and everything below it; nothing if it does not exist.
fn collect(folder: &Path, paths: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    paths.insert(folder.to_owned());
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), paths)?;
        } else {
            paths.insert(entry.path());
        }
    }
    Ok(())
}

fn open_to_others(path: &Path, metadata: &fs::Metadata) -> Option<Finding> {
    let mode = metadata.mode() & 0o7777;
    // Others may see the names in a folder, but must not put files there. The recipient that keys are encrypted to is
    // public too.
    let is_public = metadata.is_dir() || path.file_name().is_some_and(|name| name == "recipient");
    let forbidden = if is_public { 0o022 } else { 0o077 };
    (mode & forbidden != 0).then(|| {
        let path = path.display();
        let finding = format!(
            "{path} is open to others than its owner (mode {mode:04o}): they may have read or replaced secrets."
        );
        Finding::problem(CHECK, finding, format!("chmod go= {path}; if others use this machine, replace what it holds"))
    })
}

fn foreign(path: &Path, metadata: &fs::Metadata, owner: Option<u32>) -> Option<Finding> {
    let owner = owner.filter(|owner| *owner != metadata.uid())?;
    let (path, uid) = (path.display(), metadata.uid());
    let finding = format!(
        "{path} belongs to user {uid}, the data folder to user {owner}: the service may not be able to use it."
    );
    Some(Finding::warning(CHECK, finding, format!("chown {owner} {path}")))
}

fn unreadable(path: &Path, error: &io::Error) -> Finding {
    let finding = format!("{} cannot be checked: {error}.", path.display());
    Finding::problem(CHECK, finding, "run haetae doctor as the user that the service runs as")
}
