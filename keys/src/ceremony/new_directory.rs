//! Directories that appear with everything in them, or not at all.

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::CeremonyError;
use crate::private_file::{self, FileError};

/// The directory, its links followed, if it does not exist or is empty.
pub(super) fn vacant(directory: &Path) -> Result<PathBuf, CeremonyError> {
    match fs::read_dir(directory).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(fs::canonicalize(directory).map_err(FileError::io(directory))?),
        Ok(false) => Err(CeremonyError::NotEmpty(directory.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(directory.to_owned()),
        Err(error) => Err(FileError::io(directory)(error).into()),
    }
}

/// Has `write` fill a directory for its owner only, written to the disk, and replaces a [`vacant`] one with it. The
/// directory that it is in must exist: a missing one is more likely a typing error.
pub(super) fn fill(
    directory: &Path,
    write: impl FnOnce(&Path) -> Result<(), CeremonyError>,
) -> Result<(), CeremonyError> {
    let parent = private_file::directory_of(directory);
    fs::read_dir(parent).map_err(FileError::io(parent))?;
    // Next to its final place, so that it can be moved there atomically; removed on the way out if anything fails.
    let draft = tempfile::Builder::new()
        .prefix(".haetae-keys-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .map_err(FileError::io(parent))?;
    write(draft.path())?;
    private_file::sync_directory(draft.path())?;
    fs::rename(draft.path(), directory).map_err(|source| match source.kind() {
        ErrorKind::DirectoryNotEmpty => CeremonyError::NotEmpty(directory.to_owned()),
        _ => FileError::io(directory)(source).into(),
    })?;
    // It has been moved to its place: there is nothing to remove.
    let _ = draft.keep();
    Ok(private_file::sync_directory(parent)?)
}
