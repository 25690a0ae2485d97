//! Files that only their owner may read, written so that a crash leaves all of them or nothing.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

#[cfg(test)]
pub(crate) mod tests;

/// More than any secret file needs, in bytes.
pub(crate) const MAX_BYTES: usize = 4_096;

/// Why a file of secrets was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system said no.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others than the owner can read or write the file.
    #[error("{path} can be read or written by others than its owner (mode {mode:04o}). If nobody has, run: chmod 600 {path}", path = path.display())]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Others than the owner can replace files in the directory.
    #[error("{path} can be written by others than its owner (mode {mode:04o}): they could replace keys. If nobody has, run: chmod 700 {path}", path = path.display())]
    DirectoryOpenToOthers {
        /// The directory.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Not a file, or one that is too large to be a secret, or no text where it must be one.
    #[error("{}: not a file of at most 4,096 bytes, or not the text that it should be", path.display())]
    NotASecret {
        /// What it is instead.
        path: PathBuf,
    },
    /// Larger than anything that a ceremony needs.
    #[error("{}: larger than 32 MiB", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
}

impl FileError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Io { path: path.to_owned(), source }
    }
}

/// Reads a secret. The permissions are those of the file that was opened, not of one that took its place since.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    require_owners_directory(directory_of(path))?;
    // A pipe would keep an opening waiting for its other end.
    if !fs::metadata(path).map_err(FileError::io(path))?.is_file() {
        return Err(FileError::NotASecret { path: path.to_owned() });
    }
    let file = File::open(path).map_err(FileError::io(path))?;
    let mode = file.metadata().map_err(FileError::io(path))?.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(FileError::OpenToOthers { path: path.to_owned(), mode });
    }
    // All the room from the beginning: a buffer that grew would leave copies of the secret behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 64));
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(FileError::io(path))?;
    if bytes.len() > MAX_BYTES { Err(FileError::NotASecret { path: path.to_owned() }) } else { Ok(bytes) }
}

/// Reads the first line of a secret.
///
/// # Errors
///
/// [`FileError`] where the file is missing, open to others, or its first line no UTF-8.
pub fn read_secret_line(path: &Path) -> Result<Zeroizing<String>, FileError> {
    let bytes = read(path)?;
    let line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let text = std::str::from_utf8(line).map_err(|_| FileError::NotASecret { path: path.to_owned() })?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Refuses a directory in which others than its owner can replace files.
pub(crate) fn require_owners_directory(path: &Path) -> Result<(), FileError> {
    let mode = fs::metadata(path).map_err(FileError::io(path))?.mode() & 0o7777;
    if mode & 0o022 == 0 { Ok(()) } else { Err(FileError::DirectoryOpenToOthers { path: path.to_owned(), mode }) }
}

/// The entries of a directory, by name.
pub(crate) fn entries(path: &Path) -> Result<Vec<PathBuf>, FileError> {
    let entries = fs::read_dir(path).map_err(FileError::io(path))?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(FileError::io(path))?;
    paths.sort();
    Ok(paths)
}

/// Puts a secret in the place of another, at once.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let directory = directory_of(path);
    // Made with mode 0600, and removed if anything fails.
    let mut file = tempfile::Builder::new().prefix(".").tempfile_in(directory).map_err(FileError::io(directory))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(FileError::io(path))?;
    file.persist(path).map_err(|error| FileError::Io { path: path.to_owned(), source: error.error })?;
    sync_directory(directory)
}

/// Writes a new secret, and to the disk.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    create_with_mode(path, bytes, 0o600)
}

/// Writes a new file for everybody to read, and to the disk.
pub(crate) fn create_public(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    create_with_mode(path, bytes, 0o644)
}

/// Makes a directory for its owner only.
pub(crate) fn create_directory(path: &Path) -> Result<(), FileError> {
    fs::DirBuilder::new().mode(0o700).create(path).map_err(FileError::io(path))
}

/// Writes the names in a directory to the disk.
pub(crate) fn sync_directory(path: &Path) -> Result<(), FileError> {
    File::open(path).and_then(|directory| directory.sync_all()).map_err(FileError::io(path))
}

/// The directory that holds `path`.
pub(crate) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn create_with_mode(path: &Path, bytes: &[u8], mode: u32) -> Result<(), FileError> {
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(mode).open(path).map_err(FileError::io(path))?;
    // Exactly these, whatever the umask takes away from the mode above.
    file.set_permissions(Permissions::from_mode(mode))
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| file.sync_all())
        .map_err(FileError::io(path))
}
