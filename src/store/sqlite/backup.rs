//! Copies of the whole database: into a backup while it is in use, and back from one while it is not.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use haetae_core::UnixTime;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;

use super::SqliteStore;
use super::opening::{beside, lock_file, unavailable, users};
use crate::store::{MaintenanceStore as _, ReconcilingStore as _, StoreError};

/// What SQLite keeps beside a database that is open or was not closed.
const SIDE_FILES: [&str; 2] = ["-wal", "-shm"];

/// How the names of folders and files begin in which a copy is not finished yet: they hold what the database holds.
const RESTORING: &str = ".restore";
const BACKING_UP: &str = ".backup";
/// The same, for those who look for what a command that was killed has left.
pub const UNFINISHED: [&str; 2] = [BACKING_UP, RESTORING];

/// In the name of a database that was copied to a server.
const COPIED: &str = "copied";

/// How each SQLite database begins.
const HEADER: &[u8] = b"SQLite format 3\0";

/// Removes the folders that a command which was killed has left: `prefix` and six letters or digits, as `tempfile`
/// names them. Whatever else begins so is not ours.
///
/// # Errors
///
/// If one cannot be removed.
pub fn remove_unfinished(folder: &Path, prefix: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let ending = name.to_str().and_then(|name| name.strip_prefix(prefix));
        let is_left = |ending: &str| ending.len() == 6 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if ending.is_some_and(is_left) && entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

impl SqliteStore {
    /// Writes a copy of the database at `path` to the new file `to` (mode 0600), on the disk when this returns. It is
    /// of one moment, and neither readers nor writers wait for it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be read, or `to` exists or cannot be written. Nothing is left behind then.
    pub async fn back_up(path: &Path, to: &Path) -> Result<(), StoreError> {
        let write = async |file: &Path| {
            let mut connection =
                SqliteConnectOptions::new().filename(path).disable_statement_logging().connect().await?;
            let target = file.to_str().ok_or_else(|| unavailable(io::ErrorKind::InvalidFilename.into()))?;
            sqlx::query("VACUUM INTO ?1").bind(target).execute(&mut connection).await?;
            Ok(connection.close().await?)
        };
        write_whole(to, write).await
    }

    /// Makes a database for these serials in the new file `to`, which `fill` gets to fill.
    pub(in crate::store) async fn write_new(
        to: &Path,
        serial_bits: u8,
        mut fill: impl AsyncFnMut(&Path) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let folder = tempfile::Builder::new().prefix(BACKING_UP).tempdir_in(folder_of(to)).map_err(unavailable)?;
        let file = folder.path().join("new.sqlite");
        let store = Self::create(&file, serial_bits).await?;
        store.close().await;
        drop(store);
        fill(&file).await?;
        Self::back_up(&file, to).await
    }

    /// Makes a copy of a backup that is up to date, whole, of this installation and marked as one to be reconciled, in
    /// a folder that goes when it is dropped.
    pub(in crate::store) async fn prepared_copy(
        from: &Path,
        beside: &Path,
        serial_bits: u8,
        installation: Option<&str>,
    ) -> Result<(TempDir, PathBuf), StoreError> {
        let unfinished = tempfile::Builder::new().prefix(RESTORING).tempdir_in(beside).map_err(unavailable)?;
        let copy = unfinished.path().join("copy.sqlite");
        require_whole(from)?;
        require_database(from)?;
        fs::copy(from, &copy).map_err(unavailable)?;
        prepare(&copy, serial_bits, installation).await.map_err(|error| match error {
            StoreError::Missing { .. } => no_backup(from, "it is an empty database"),
            StoreError::Damaged(what) => no_backup(from, what),
            error => error,
        })?;
        Ok((unfinished, copy))
    }

    /// Brings a database that nobody has open up to date, and has `copy` copy it while nobody else can open it. After
    /// that it keeps another name, which is returned, so that no service goes on with it.
    pub(in crate::store) async fn retire<T>(
        path: &Path,
        serial_bits: u8,
        now: UnixTime,
        copy: impl AsyncFnOnce(&Path) -> Result<T, StoreError>,
    ) -> Result<(T, PathBuf), StoreError> {
        let store = Self::open(path, serial_bits).await?;
        store.close().await;
        drop(store);
        let busy = || io::Error::new(io::ErrorKind::ResourceBusy, "a service or a command has the database open");
        let alone = lock_file(&users(path)).map_err(unavailable)?;
        alone.try_lock().map_err(|_| unavailable(busy()))?;
        let copied = copy(path).await?;
        let kept = set_aside(path, COPIED, now).map_err(unavailable)?;
        Ok((copied, kept.unwrap_or_else(|| path.to_owned())))
    }

    /// Puts a copy of the backup `from` in the place of the database at `path`, and marks it as one that must be
    /// reconciled. The earlier database stays beside it under the name that is returned; `None` if there was none.
    /// `installation` is the one around the database, if it is known.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unavailable`] if a process has the database open, and as [`SqliteStore::open`] if the backup
    /// cannot be used; [`StoreError::NoBackup`] if `from` is no database or one without tables;
    /// [`StoreError::Damaged`] if it is damaged or of another installation. Nothing has changed then.
    pub async fn restore(
        path: &Path,
        from: &Path,
        serial_bits: u8,
        installation: Option<&str>,
        now: UnixTime,
    ) -> Result<Option<PathBuf>, StoreError> {
        let busy = || io::Error::new(io::ErrorKind::ResourceBusy, "a service or a command has the database open");
        let alone = lock_file(&users(path)).map_err(unavailable)?;
        alone.try_lock().map_err(|_| unavailable(busy()))?;
        let folder = folder_of(path);
        remove_unfinished(folder, RESTORING).map_err(unavailable)?;
        let (_unfinished, copy) = Self::prepared_copy(from, folder, serial_bits, installation).await?;
        File::open(&copy).and_then(|copy| copy.sync_all()).map_err(unavailable)?;
        let kept = set_aside(path, "before", now).map_err(unavailable)?;
        fs::rename(&copy, path).and_then(|()| sync(folder)).map_err(unavailable)?;
        Ok(kept)
    }
}

/// Has a new file written (mode 0600), which is whole and on the disk under its name, or not there.
async fn write_whole(to: &Path, write: impl AsyncFnOnce(&Path) -> Result<(), StoreError>) -> Result<(), StoreError> {
    let folder = folder_of(to);
    // Made with mode 0600; SQLite writes into an empty file.
    let unfinished = tempfile::Builder::new().prefix(BACKING_UP).tempfile_in(folder).map_err(unavailable)?;
    write(unfinished.path()).await?;
    unfinished.as_file().sync_all().map_err(unavailable)?;
    unfinished.persist_noclobber(to).map_err(|error| unavailable(error.error))?;
    sync(folder).map_err(unavailable)
}

/// Brings the copy up to date and checks it, before it takes the place of anything.
async fn prepare(copy: &Path, serial_bits: u8, installation: Option<&str>) -> Result<(), StoreError> {
    let store = SqliteStore::open(copy, serial_bits).await?;
    let damage = store.damage().await?;
    if !damage.is_empty() {
        return Err(StoreError::Damaged(damage.join("; ")));
    }
    let (own, here) = (store.installation().await?, installation);
    if own.as_deref().zip(here).is_some_and(|(own, here)| own != here) {
        return Err(StoreError::Damaged("it is of another installation than this data folder".to_owned()));
    }
    store.require_reconciling().await?;
    store.close().await;
    drop(store);
    // Closing has emptied the log: it would stay behind.
    require_whole(copy)
}

/// Refuses the raw copy of an open database: what is in its log would be lost.
fn require_whole(from: &Path) -> Result<(), StoreError> {
    let log = beside(from, "-wal");
    if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(no_backup(from, format!("{} is beside it: it is the copy of an open database", log.display())));
    }
    Ok(())
}

/// Refuses a file that is no SQLite database.
fn require_database(from: &Path) -> Result<(), StoreError> {
    let mut start = Vec::new();
    File::open(from).and_then(|file| file.take(HEADER.len() as u64).read_to_end(&mut start)).map_err(unavailable)?;
    if start == HEADER {
        return Ok(());
    }
    Err(no_backup(from, if start.is_empty() { "it is empty" } else { "it is not a database" }))
}

fn no_backup(file: &Path, reason: impl Into<String>) -> StoreError {
    StoreError::NoBackup { path: file.to_owned(), reason: reason.into() }
}

/// The newest file that a database at `path`, which is not there any more, is kept as since it was copied to a server.
pub(super) fn copied(path: &Path) -> Option<PathBuf> {
    let start = format!("{}.{COPIED}-", path.file_name()?.to_str()?);
    let is_one = |kept: &PathBuf| {
        let ending = kept.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(&start));
        ending.is_some_and(|ending| ending.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let files = fs::read_dir(folder_of(path)).ok()?.filter_map(|file| Some(file.ok()?.path()));
    files.filter(is_one).max()
}

/// Renames the database and what SQLite keeps beside it.
fn set_aside(path: &Path, why: &str, now: UnixTime) -> io::Result<Option<PathBuf>> {
    if !path.exists() {
        // A log without its database belongs to no other one.
        for ending in SIDE_FILES {
            remove(&beside(path, ending))?;
        }
        return Ok(None);
    }
    let kept = beside(path, &format!(".{why}-{}", now.seconds()));
    for ending in SIDE_FILES {
        match fs::rename(beside(path, ending), beside(&kept, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(path, &kept)?;
    Ok(Some(kept))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Writes the names in a folder to the disk.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
