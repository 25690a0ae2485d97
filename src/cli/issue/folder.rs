//! The folder of everybody's paper passes. A file in it is whole: it is written under another name, and gets its own
//! when it is on the disk. Only a page whose pass is void is replaced, so a run that was interrupted goes on where it
//! was.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use haetae_core::{SECONDS_PER_DAY, UnixTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::ending::RunKey;
use crate::cli::Failure;
use crate::cli::new_file::cannot_write;
use crate::model::{Serial, SubjectId};

/// Says what the folder is, and that of which run.
const MARK: &str = "paper-passes.json";
/// The beginning of the name of a file that is not whole. A run that was killed leaves some.
const PART: &str = ".haetae-part-";

/// The folder, which no other run uses.
pub(super) struct Folder {
    path: PathBuf,
    key: RunKey,
    /// Locked.
    _mark: File,
}

/// What the mark holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// What the serials of its pages are hidden with.
    pub(super) key: RunKey,
    /// The installation whose people the passes are for.
    pub(super) installation: String,
    /// When the first of them was made.
    pub(super) began: UnixTime,
}

/// What is at the place of somebody's pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum There {
    Nothing,
    /// A whole page, with a pass of this serial.
    Page,
    /// A whole page of this person, whose pass has been revoked.
    Void,
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
        let key = same_run(&mark, &file, &run, paper_days)?.key;
        parts.iter().try_for_each(fs::remove_file).map_err(failed)?;
        Ok(Self { path: path.to_owned(), key, _mark: file })
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

    /// What is at the place of the name of somebody who has this serial.
    pub(super) fn look(&self, name: &str, serial: Serial) -> Result<There, Failure> {
        let path = self.path.join(name);
        let there = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(There::Nothing),
            there => there.map_err(|error| cannot_read(&path, &error))?,
        };
        if !there.is_file() {
            return Ok(There::Other);
        }
        page(&path, &self.key.ending(serial)).map_err(|error| cannot_read(&path, &error))
    }

    /// Writes a page with a pass of this serial, under a name that is free or in the place of a void one.
    pub(super) fn put(&self, name: &str, bytes: &[u8], serial: Serial, there: There) -> Result<(), Failure> {
        let path = self.path.join(name);
        let failed = |error: io::Error| cannot_write(&path, &error);
        if let Some(folder) = path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
        }
        let mut file = part(&self.path)?;
        let written = file.write_all(bytes).and_then(|()| file.write_all(self.key.ending(serial).as_bytes()));
        written.and_then(|()| file.as_file().sync_data()).map_err(failed)?;
        let put = if there == There::Void { file.persist(&path) } else { file.persist_noclobber(&path) };
        put.map(drop).map_err(|error| failed(error.error))
    }

    /// Removes the page of somebody who can have none now.
    pub(super) fn remove(&self, name: &str) -> Result<(), Failure> {
        let path = self.path.join(name);
        fs::remove_file(&path).map_err(|error| cannot_write(&path, &error))
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

fn same_run(mark: &Path, mut file: &File, run: &Run, paper_days: u32) -> Result<Run, Failure> {
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
    Ok(earlier)
}

/// What a file is, by its beginning and its end.
fn page(path: &Path, ending: &str) -> io::Result<There> {
    let mut file = File::open(path)?;
    let (mut first, mut last) = ([0; 5], Vec::new());
    let length = file.metadata()?.len();
    if length < (first.len() + ending.len()) as u64 {
        return Ok(There::Other);
    }
    file.read_exact(&mut first)?;
    file.seek(SeekFrom::Start(length - ending.len() as u64))?;
    file.read_to_end(&mut last)?;
    Ok(match &first {
        b"%PDF-" if last == ending.as_bytes() => There::Page,
        b"%PDF-" if last.ends_with(b"\n%%EOF\n") => There::Void,
        _ => There::Other,
    })
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
