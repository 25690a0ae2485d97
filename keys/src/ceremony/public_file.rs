//! Files that are not secret and travel between machines: requests, answers, lists.

use std::fs::{self, File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::request::MAX_REQUEST_BYTES;
use crate::private_file::{FileError, directory_of, sync_directory};

/// Reads a file of at most 32 MiB.
///
/// # Errors
///
/// [`FileError`] if it is missing or larger.
pub fn read_bounded(path: &Path) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_REQUEST_BYTES as u64 + 1).read_to_end(&mut bytes));
    read.map_err(FileError::io(path))?;
    if bytes.len() > MAX_REQUEST_BYTES { Err(FileError::TooLarge { path: path.to_owned() }) } else { Ok(bytes) }
}

/// Writes a new file that everybody may read, completely and durably or not at all. An existing file is not touched.
///
/// # Errors
///
/// [`FileError`] if it exists or cannot be written.
pub fn create_file(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    write(path, bytes, |file| file.persist_noclobber(path))
}

/// Replaces a file that everybody may read, atomically and durably.
///
/// # Errors
///
/// [`FileError`] if it cannot be written; then the old one is still there. What is no regular file is not replaced:
/// root would replace a device, such as `/dev/null`, for every program of the machine.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        let problem = io::Error::new(io::ErrorKind::InvalidInput, "it is there already, and no regular file");
        return Err(FileError::io(path)(problem));
    }
    write(path, bytes, |file| file.persist(path))
}

fn write(
    path: &Path,
    bytes: &[u8],
    persist: impl FnOnce(tempfile::NamedTempFile) -> Result<File, tempfile::PersistError>,
) -> Result<(), FileError> {
    let directory = directory_of(path);
    let mut file = tempfile::Builder::new().prefix(".").tempfile_in(directory).map_err(FileError::io(directory))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().set_permissions(Permissions::from_mode(0o644)))
        .and_then(|()| file.as_file().sync_all())
        .map_err(FileError::io(path))?;
    persist(file).map_err(|error| FileError::io(path)(error.error))?;
    sync_directory(directory)
}
