//! A file that a command writes whole or not at all, and never in the place of another one: it is made under another
//! name, and gets its own when it is on the disk.

use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::Failure;

/// A file that has no name yet. It is gone if it gets none.
pub(super) struct NewFile {
    path: PathBuf,
    file: NamedTempFile,
}

impl NewFile {
    /// A file to be written, beside `path`. Only its owner can read it.
    ///
    /// # Errors
    ///
    /// If it cannot be made, or anything is at `path`.
    pub(super) fn beside(path: &Path) -> Result<Self, Failure> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(cannot_write(path, &ErrorKind::AlreadyExists.into()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|error| cannot_write(path, &error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// The same, and everybody may read it.
    ///
    /// # Errors
    ///
    /// As [`NewFile::beside`].
    pub(super) fn for_everybody(path: &Path) -> Result<Self, Failure> {
        let new = Self::beside(path)?;
        let allowed = new.file.as_file().set_permissions(Permissions::from_mode(0o644));
        allowed.map_err(|error| cannot_write(path, &error))?;
        Ok(new)
    }

    /// Writes all of it, and gives it its name.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or something has come to its place.
    pub(super) fn fill(mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file.write_all(bytes).map_err(|error| cannot_write(&self.path, &error))?;
        self.put()
    }

    /// Puts what was written on the disk, and gives it its name.
    ///
    /// # Errors
    ///
    /// As [`NewFile::fill`].
    pub(super) fn put(self) -> Result<(), Failure> {
        self.file.as_file().sync_all().map_err(|error| cannot_write(&self.path, &error))?;
        self.file.persist_noclobber(&self.path).map_err(|error| cannot_write(&self.path, &error.error))?;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes a page for a browser. A pipe takes it as it is: a shell makes one for `--html >(program)`.
///
/// # Errors
///
/// As [`NewFile::fill`].
pub(super) fn write_page(path: &Path, page: &str) -> Result<(), Failure> {
    if fs::metadata(path).is_ok_and(|there| there.file_type().is_fifo()) {
        return fs::write(path, page).map_err(|error| cannot_write(path, &error));
    }
    NewFile::beside(path)?.fill(page.as_bytes())
}

/// The failure to write the file at `path`.
pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    let why = match error.kind() {
        ErrorKind::AlreadyExists => "it exists already, and is not overwritten: choose another name".to_owned(),
        ErrorKind::NotFound => "the folder does not exist: make it, or choose another place".to_owned(),
        _ => error.to_string(),
    };
    Failure::from(format!("cannot write {}: {why}", path.display()))
}
