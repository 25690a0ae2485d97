use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use haetae_core::{CivilDate, StatusDay, UnixTime};
use serde::{Deserialize, Serialize};

use super::error::{WitnessError, failed};
use super::kept_state::KeptState;
use super::record::Record;
use crate::journal::{Digest, Head, MonthLog};

/// The folder of a witness.
#[derive(Debug)]
pub struct WitnessFolder {
    path: PathBuf,
    /// Held while a witness works in it.
    _lock: Option<File>,
}

/// A manifest that was seen: a line of the file `manifests`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SeenManifest {
    pub(super) seen: UnixTime,
    pub(super) version: u64,
    pub(super) issued: UnixTime,
    pub(super) sha256: Digest,
}

impl WitnessFolder {
    /// Opens or makes the folder at `path`, and keeps other witnesses out of it.
    ///
    /// # Errors
    ///
    /// [`WitnessError`] if it cannot be made or is in use.
    pub fn open(path: &Path) -> Result<Self, WitnessError> {
        for name in ["", "manifest", "list", "journal", "refused"] {
            fs::create_dir_all(path.join(name)).map_err(failed(path))?;
        }
        let lock = path.join("lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&lock).map_err(failed(&lock))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: Some(file) }),
            Err(fs::TryLockError::WouldBlock) => Err(WitnessError::InUse { path: path.to_owned() }),
            Err(fs::TryLockError::Error(error)) => Err(failed(&lock)(error)),
        }
    }

    /// Opens a folder to read it, also while a witness works in it.
    ///
    /// # Errors
    ///
    /// [`WitnessError::File`] if there is no witness's folder.
    pub fn open_to_read(path: &Path) -> Result<Self, WitnessError> {
        let folder = Self { path: path.to_owned(), _lock: None };
        fs::metadata(folder.record("manifests")).map_err(failed(&folder.record("manifests")))?;
        Ok(folder)
    }

    /// The ends of the nodes' journals that were seen last.
    ///
    /// # Errors
    ///
    /// [`WitnessError`] if they cannot be read.
    pub fn heads(&self) -> Result<BTreeMap<String, Head>, WitnessError> {
        Ok(self.state()?.heads)
    }

    /// The log of journals, by month (`2026-11`).
    ///
    /// # Errors
    ///
    /// [`WitnessError`] if it cannot be read.
    pub fn logs(&self) -> Result<BTreeMap<String, MonthLog>, WitnessError> {
        let (mut logs, folder) = (BTreeMap::new(), self.path.join("journal"));
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let path = entry.map_err(failed(&folder))?.path();
            let Some(month) = path.file_name().and_then(|name| name.to_str()).filter(|name| is_month(name)) else {
                continue;
            };
            let bytes = fs::read(&path).map_err(failed(&path))?;
            let log = MonthLog::parse(&bytes)
                .map_err(|error| WitnessError::Damaged { path: path.clone(), reason: error.to_string() })?;
            logs.insert(month.to_owned(), log);
        }
        Ok(logs)
    }

    /// The manifests that were seen, in the order of time.
    pub(super) fn manifests(&self) -> Result<(Record, Vec<SeenManifest>), WitnessError> {
        Record::open(&self.record("manifests"))
    }

    pub(super) fn state(&self) -> Result<KeptState, WitnessError> {
        let path = self.record("state.json");
        match self.read("state.json")? {
            None => Ok(KeptState::default()),
            Some(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| WitnessError::Damaged { path, reason: error.to_string() }),
        }
    }

    pub(super) fn record(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A file; `None` if there is none.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, WitnessError> {
        let path = self.path.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&path)(error)),
        }
    }

    /// Writes a file whole or not at all; it is on the disk when this returns.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), WitnessError> {
        write_whole(&self.path.join(name), bytes)
    }

    /// The days of which lists are kept.
    pub(super) fn list_days(&self) -> Result<Vec<StatusDay>, WitnessError> {
        let folder = self.path.join("list");
        let mut days = Vec::new();
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let name = entry.map_err(failed(&folder))?.file_name();
            days.extend(name.to_str().and_then(|name| name.parse().ok()).map(StatusDay));
        }
        days.sort_unstable();
        Ok(days)
    }

    pub(super) fn forget_list(&self, day: StatusDay) -> Result<(), WitnessError> {
        for name in [list_file(day), changes_file(day)] {
            self.remove(&name)?;
        }
        Ok(())
    }

    pub(super) fn remove(&self, name: &str) -> Result<(), WitnessError> {
        let path = self.path.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path)(error)),
            _ => Ok(()),
        }
    }

    /// Keeps a manifest: `manifest/<month>/<version>-<hash>`.
    pub(super) fn keep_manifest(&self, seen: &SeenManifest, bytes: &[u8]) -> Result<(), WitnessError> {
        let month = month_of(seen.seen);
        let folder = self.path.join("manifest").join(&month);
        fs::create_dir_all(&folder).map_err(failed(&folder))?;
        let sha256 = seen.sha256.to_string();
        let hash = sha256.get(..16).unwrap_or_default();
        write_whole(&folder.join(format!("{}-{hash}", seen.version)), bytes)
    }

    /// Removes the manifests of months before the one of `first`; their lines in `manifests` stay.
    pub(super) fn forget_manifests_before(&self, first: UnixTime) -> Result<(), WitnessError> {
        let (folder, first) = (self.path.join("manifest"), month_of(first));
        for entry in fs::read_dir(&folder).map_err(failed(&folder))? {
            let path = entry.map_err(failed(&folder))?.path();
            let month = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if is_month(month) && month < first.as_str() {
                fs::remove_dir_all(&path).map_err(failed(&path))?;
            }
        }
        Ok(())
    }
}

pub(super) fn list_file(day: StatusDay) -> String {
    format!("list/{day}")
}

pub(super) fn changes_file(day: StatusDay) -> String {
    format!("list/{day}.changes")
}

/// `2026-11`.
pub(super) fn month_of(time: UnixTime) -> String {
    let day = CivilDate::from_days(i64::from(time.status_day().0)).unwrap_or(CivilDate::MAX).to_string();
    day.get(..7).unwrap_or_default().to_owned()
}

pub(super) fn is_month(name: &str) -> bool {
    CivilDate::parse(&format!("{name}-01")).is_some()
}

/// Writes a file whole or not at all; it is on the disk when this returns.
///
/// # Errors
///
/// [`WitnessError::File`]
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), WitnessError> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".new").tempfile_in(folder).map_err(failed(path))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed(path))?;
    file.persist(path).map_err(|error| failed(path)(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}
