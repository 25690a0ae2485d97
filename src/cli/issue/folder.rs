//! The folder of everybody's paper passes. A file in it is whole: it is written under another name, and gets its own
//! when it is on the disk. What is there is never replaced, so a run that was interrupted goes on where it was.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use haetae_core::{SECONDS_PER_DAY, UnixTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::cli::Failure;
use crate::cli::new_file::cannot_write;
use crate::model::SubjectId;

/// Says what the folder is, and that of which run.
const MARK: &str = "paper-passes.json";
/// The beginning of the name of a file that is not whole. A run that was killed leaves some.
const PART: &str = ".haetae-part-";

/// The folder, which no other run uses.
pub(super) struct Folder {
    path: PathBuf,
    /// Locked.
    _mark: File,
}

/// What the mark holds.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// The installation whose people the passes are for.
    pub(super) installation: String,
    /// When the first of them was made.
    pub(super) began: UnixTime,
}

/// What is at the place of somebody's pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum There {
    Nothing,
    /// A whole page, of this run.
    Page,
    /// Something that no run has made.
    Other,
}

impl Folder {
    /// Makes the folder, or goes on in it. Passes that a run makes first are valid for `paper_days`.
    ///
    /// # Errors
    ///
    /// If it holds anything else, or a run of another installation, of long ago, or one that has not ended; or if it
    /// cannot be written.
    pub(super) fn open(path: &Path, run: Run, paper_days: u32) -> Result<Self, Failure> {
        let failed = |error: io::Error| cannot_write(path, &error);
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(error)),
            _ => {}
        }
        let is_part = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(PART);
        let (mut parts, mut others) = (Vec::new(), 0_usize);
        for entry in fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if is_part(&entry.file_name()) {
                parts.push(entry.path());
            } else {
                others += 1;
            }
        }
        let mark = path.join(MARK);
        if others == 0 {
            let mut file = part(path)?;
            serde_json::to_writer(&mut file, &run).map_err(|error| failed(error.into()))?;
            file.as_file().sync_all().map_err(failed)?;
            // Another run may just have begun.
            file.persist_noclobber(&mark).map(drop).or_else(|error| match error.error.kind() {
                ErrorKind::AlreadyExists => Ok(()),
                _ => Err(cannot_write(&mark, &error.error)),
            })?;
        }
        let file = match File::open(&mark) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let advice = "name a new one";
                return Err(format!("{} holds other files than paper passes: {advice}", path.display()).into());
            }
            opened => opened.map_err(|error| cannot_read(&mark, &error))?,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!("another run makes paper passes in {}", path.display()).into());
            }
            Err(TryLockError::Error(error)) => return Err(cannot_read(&mark, &error)),
        }
        same_run(&mark, &file, &run, paper_days)?;
        parts.iter().try_for_each(fs::remove_file).map_err(failed)?;
        Ok(Self { path: path.to_owned(), _mark: file })
    }

    /// The name of somebody's file in this folder: in one of 256 folders, so that none has too many.
    pub(super) fn name(subject: &SubjectId) -> String {
        let folder = Sha256::digest(subject.as_str())[0];
        let mut name = format!("{folder:02x}/");
        for (place, character) in subject.as_str().char_indices() {
            match character {
                // Other systems have no such names, or hide them.
                ':' => name.push_str("%3A"),
                '.' if place == 0 => name.push_str("%2E"),
                other => name.push(other),
            }
        }
        name + ".pdf"
    }

    /// What is at the place of a name.
    pub(super) fn look(&self, name: &str) -> Result<There, Failure> {
        let path = self.path.join(name);
        let there = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(There::Nothing),
            there => there.map_err(|error| cannot_read(&path, &error))?,
        };
        let is_page = there.is_file() && is_page(&path).map_err(|error| cannot_read(&path, &error))?;
        Ok(if is_page { There::Page } else { There::Other })
    }

    /// Writes a page under a name that is free.
    pub(super) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(name);
        let failed = |error: io::Error| cannot_write(&path, &error);
        if let Some(folder) = path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
        }
        let mut file = part(&self.path)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_data()).map_err(failed)?;
        file.persist_noclobber(&path).map(drop).map_err(|error| failed(error.error))
    }

    /// A file in this folder that is not whole yet.
    pub(super) fn part(&self) -> Result<NamedTempFile, Failure> {
        part(&self.path)
    }

    /// Gives a file that is whole its name, in the place of the one that had it.
    pub(super) fn replace(&self, file: NamedTempFile, name: &str) -> Result<PathBuf, Failure> {
        let path = self.path.join(name);
        file.as_file().sync_all().map_err(|error| cannot_write(&path, &error))?;
        file.persist(&path).map_err(|error| cannot_write(&path, &error.error))?;
        Ok(path)
    }
}

fn part(folder: &Path) -> Result<NamedTempFile, Failure> {
    tempfile::Builder::new().prefix(PART).tempfile_in(folder).map_err(|error| cannot_write(folder, &error))
}

fn same_run(mark: &Path, mut file: &File, run: &Run, paper_days: u32) -> Result<(), Failure> {
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|error| cannot_read(mark, &error))?;
    let earlier: Run = serde_json::from_str(&text)
        .map_err(|_| Failure::from(format!("{} is damaged: name a new folder", mark.display())))?;
    if earlier.installation != run.installation {
        return Err(format!("{} is of another installation: name a new folder", mark.display()).into());
    }
    let lasts = u64::from(paper_days) * SECONDS_PER_DAY;
    if run.began >= earlier.began.saturating_add(lasts) {
        let began = earlier.began.to_rfc3339();
        return Err(format!("{}: the passes of {began} have expired: name a new folder", mark.display()).into());
    }
    Ok(())
}

/// Whether a file begins and ends as a PDF does.
fn is_page(path: &Path) -> io::Result<bool> {
    const END: i64 = 8;
    let mut file = File::open(path)?;
    let (mut first, mut last) = ([0; 5], Vec::new());
    if file.metadata()?.len() < 16 {
        return Ok(false);
    }
    file.read_exact(&mut first)?;
    file.seek(SeekFrom::End(-END))?;
    file.read_to_end(&mut last)?;
    Ok(&first == b"%PDF-" && last.trim_ascii_end().ends_with(b"%%EOF"))
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::from(format!("cannot read {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_a_file_of_their_own() {
        let name = |id: &str| Folder::name(&SubjectId::new(id).expect("an id"));
        assert!(name("SYN-000001").ends_with("/SYN-000001.pdf"));
        for (id, file) in [("..", "%2E..pdf"), (".a.b", "%2Ea.b.pdf"), ("a:b", "a%3Ab.pdf")] {
            assert_eq!(name(id).split_once('/').expect("a folder").1, file);
        }
    }
}
