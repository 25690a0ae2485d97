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
    /// The operating system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Others than the owner can read or write the file.
    #[error("{path} can be read or written by others than its owner (mode {mode:04o}). If nobody has, run: chmod 600 {path}", path = path.display())]
    OpenToOthers {
        /// The path of the file.
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
    /// Not a file, too large to be a secret, or not text where text is expected.
    #[error("{}: not a file of at most 4,096 bytes, or not text", path.display())]
    NotASecret {
        /// What was found instead.
        path: PathBuf,
    },
    /// Larger than any file of a ceremony.
    #[error("{}: larger than 32 MiB", path.display())]
    TooLarge {
        /// The path of the file.
        path: PathBuf,
    },
}

impl FileError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::Io { path: path.to_owned(), source }
    }
}

/// Reads a secret. The permissions checked are those of the open file, not of one that has replaced it since.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    require_owners_directory(directory_of(path))?;
    // Opening a pipe would wait for its other end.
    if !fs::metadata(path).map_err(FileError::io(path))?.is_file() {
        return Err(FileError::NotASecret { path: path.to_owned() });
    }
    let file = File::open(path).map_err(FileError::io(path))?;
    let mode = file.metadata().map_err(FileError::io(path))?.mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(FileError::OpenToOthers { path: path.to_owned(), mode });
    }
    // The full capacity from the start: a buffer that grows would leave copies of the secret in memory.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 64));
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(FileError::io(path))?;
    if bytes.len() > MAX_BYTES { Err(FileError::NotASecret { path: path.to_owned() }) } else { Ok(bytes) }
}

/// Reads the first line of a secret.
///
/// # Errors
///
/// [`FileError`] if the file is missing, open to others, or its first line is not UTF-8.
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

/// Replaces a secret, atomically.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let directory = directory_of(path);
    // Made with mode 0600, and removed if anything fails.
    let mut file = tempfile::Builder::new().prefix(".").tempfile_in(directory).map_err(FileError::io(directory))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(FileError::io(path))?;
    file.persist(path).map_err(|error| FileError::Io { path: path.to_owned(), source: error.error })?;
    sync_directory(directory)
}

/// Writes a new secret, durably.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    create_with_mode(path, bytes, 0o600)
}

/// Writes a new file that everybody may read, durably.
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
    // Exactly these permissions, whatever the umask removes from the mode above.
    file.set_permissions(Permissions::from_mode(mode))
        .and_then(|()| file.write_all(bytes))
        .and_then(|()| file.sync_all())
        .map_err(FileError::io(path))
}
