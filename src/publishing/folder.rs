use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;

use super::error::PublishError;
use super::served::ServedSet;

/// The prefix of the name of an unfinished file; this many letters and digits follow.
const UNFINISHED: &str = ".tmp";
const LETTERS: usize = 6;

/// Writes the published set as a folder that any web server can serve, laid out as this service's own addresses:
/// `v1/trust/manifest`, `v1/trust/bundle`, `v1/trust/files/<sha256>`. Files come first and the manifest last, each by
/// an atomic rename, so a reader meets a consistent set at any moment. Files of earlier sets stay for clients that read
/// an earlier manifest. Unfinished files of a publisher that was killed are removed. The folder is made if it is
/// missing; its parent must exist. Returns how many files were new.
///
/// # Errors
///
/// [`PublishError::File`] if something cannot be written.
pub fn write_folder(set: &ServedSet, folder: &Path) -> Result<usize, PublishError> {
    let trust = folder.join("v1").join("trust");
    let files = trust.join("files");
    make(folder)?;
    fs::create_dir_all(&files).map_err(failed(&files))?;
    let _alone = alone_in(&trust)?;
    for folder in [&trust, &files] {
        remove_unfinished(folder).map_err(failed(folder))?;
    }
    let mut written = 0;
    for pinned in set.contents.files() {
        let path = files.join(hex_of(&pinned.sha256));
        let Some(bytes) = set.file(&pinned.sha256) else { continue };
        if !path.exists() {
            replace(&path, bytes)?;
            written += 1;
        }
    }
    replace(&trust.join("bundle"), &set.bundle)?;
    replace(&trust.join("manifest"), &set.manifest)?;
    Ok(written)
}

/// Makes only this folder: a missing parent is more likely a typing error.
fn make(folder: &Path) -> Result<(), PublishError> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let words = "it cannot be made here: the folder that it would be in does not exist";
            Err(failed(folder)(io::Error::new(error.kind(), words)))
        }
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(failed(folder)(error)),
        _ => Ok(()),
    }
}

/// Waits until no other process writes into the folder, and keeps others out until the returned lock is dropped: only
/// then are unfinished files certainly left over. The lock ends with the process, however it ends.
fn alone_in(trust: &Path) -> Result<File, PublishError> {
    let folder = File::open(trust).map_err(failed(trust))?;
    rustix::fs::flock(&folder, FlockOperation::LockExclusive).map_err(|error| failed(trust)(error.into()))?;
    Ok(folder)
}

fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_unfinished) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn is_unfinished(name: &str) -> bool {
    let letters = name.strip_prefix(UNFINISHED).unwrap_or_default();
    letters.len() == LETTERS && letters.bytes().all(|letter| letter.is_ascii_alphanumeric())
}

/// Writes a public file whole or not at all, on the disk when this returns.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    // Published files are readable by everybody.
    let mut unfinished = tempfile::Builder::new();
    unfinished.prefix(UNFINISHED).rand_bytes(LETTERS).permissions(fs::Permissions::from_mode(0o644));
    let mut file = unfinished.tempfile_in(folder).map_err(failed(path))?;
    file.write_all(bytes).map_err(failed(path))?;
    file.as_file().sync_all().map_err(failed(path))?;
    file.persist(path).map_err(|error| failed(path)(error.error))?;
    Ok(())
}

pub(super) fn failed(path: &Path) -> impl Fn(io::Error) -> PublishError {
    let path: PathBuf = path.to_owned();
    move |source| PublishError::File { path: path.clone(), source }
}

fn hex_of(sha256: &[u8; 32]) -> String {
    sha256.iter().fold(String::with_capacity(64), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}
