//! A file that a command writes whole or not at all: it is made under another name and then renamed.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

use super::failure::Failure;

/// A temporary file beside `path`, to be renamed to it when it is written. Only its owner can read it.
///
/// # Errors
///
/// If it cannot be made; and if what is at `path` is no regular file: root would replace a device, such as `/dev/null`,
/// for every program of the machine.
pub(super) fn beside(path: &Path) -> Result<NamedTempFile, Failure> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        let problem = io::Error::new(io::ErrorKind::InvalidInput, "it is there already, and no regular file");
        return Err(cannot_write(path, &problem));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    NamedTempFile::new_in(folder).map_err(|error| cannot_write(path, &error))
}

/// The failure to write the file at `path`.
pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::from(format!("cannot write {}: {error}", path.display()))
}
