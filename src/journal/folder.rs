use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use haetae_core::CivilDate;
use haetae_keys::Random;

use super::segment::SegmentName;

/// The prefix of the names of journal heads in manifests; the node's name follows.
pub const HEAD_PREFIX: &str = "x-journal/";

/// The folder of a journal.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`, which may not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The files of the journal in the order of the chain.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn segments(&self) -> io::Result<Vec<SegmentName>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            names.extend(entry?.file_name().to_str().and_then(SegmentName::parse));
        }
        names.sort_unstable();
        Ok(names)
    }

    /// The path of a file of the journal.
    pub fn segment(&self, name: SegmentName) -> PathBuf {
        self.0.join(name.to_string())
    }

    /// The path of the file of checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.0.join("checkpoints")
    }

    /// The node's name, by which manifests distinguish journals.
    ///
    /// # Errors
    ///
    /// If it cannot be read; a missing file means no name.
    pub fn node(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.node_path()) {
            Ok(text) => Ok(Some(text.trim_end().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes the folder (mode 0700) and the node's name if they are missing. It may be called without the lock: two
    /// processes that do so at once get the same result.
    pub(super) fn prepare(&self, random: &mut dyn Random) -> io::Result<String> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let _lock = self.lock()?;
        if let Some(node) = self.node()? {
            return Ok(node);
        }
        let mut bytes = [0; 4];
        random.fill(&mut bytes).map_err(io::Error::other)?;
        let node = format!("{:08x}", u32::from_be_bytes(bytes));
        let mut file = tempfile::Builder::new().prefix(".node").tempfile_in(&self.0)?;
        writeln!(file, "{node}")?;
        file.as_file().sync_all()?;
        file.persist(self.node_path()).map_err(|error| error.error)?;
        self.sync()?;
        Ok(node)
    }

    /// Keeps other processes from writing until the file is dropped.
    pub(super) fn lock(&self) -> io::Result<File> {
        let path = self.0.join("lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        file.lock()?;
        Ok(file)
    }

    /// Writes the names in the folder to the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        File::open(&self.0)?.sync_all()
    }

    /// Whether a larger file can be written.
    pub(super) fn probe(&self) -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".probe").tempfile_in(&self.0)?;
        file.write_all(&[0; 65_536])?;
        file.as_file().sync_all()
    }

    /// Removes files and keys of days before `first`, but never the newest file: the chain continues from it.
    pub(super) fn forget_before(&self, first: CivilDate) -> io::Result<()> {
        let _lock = self.lock()?;
        let segments = self.segments()?;
        let newest = segments.last().copied();
        let mut removed = false;
        for name in segments {
            if name.day >= first {
                continue;
            }
            // The key is removed first: without it the file cannot identify phones, whatever happens next.
            removed |= remove(&self.0.join(name.key_name()))?;
            if Some(name) != newest {
                removed |= remove(&self.segment(name))?;
            }
        }
        if removed { self.sync() } else { Ok(()) }
    }

    fn node_path(&self) -> PathBuf {
        self.0.join("node")
    }
}

fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
