use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::records::import::Reject;

/// The file that lists the rejected rows. Until the import has begun, its old content stays.
pub(super) struct RejectList {
    path: PathBuf,
    /// Whether it was made just now.
    new: bool,
    emptied: bool,
    out: BufWriter<File>,
    /// Why the list is not complete.
    unwritten: Option<io::Error>,
}

impl RejectList {
    /// Opens the file, and makes it if it does not exist. It must be none of the `imported` files: those are still
    /// needed.
    pub(super) fn open(path: &Path, imported: &[PathBuf]) -> anyhow::Result<Self> {
        let failed = |error: io::Error| anyhow::anyhow!("cannot write {}: {error}", path.display());
        let new = !path.exists();
        if imported.iter().any(|file| is_same(file, path)) {
            anyhow::bail!("{} is one of the files to import: it would be overwritten", path.display());
        }
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(failed)?;
        let out = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { path: path.to_owned(), new, emptied: false, out, unwritten: None })
    }

    pub(super) fn add(&mut self, reject: &Reject) {
        let written = self
            .empty()
            .and_then(|()| serde_json::to_writer(&mut self.out, reject).map_err(io::Error::from))
            .and_then(|()| self.out.write_all(b"\n"));
        if let Err(error) = written {
            self.unwritten.get_or_insert(error);
        }
    }

    /// Writes the rest. If the import has not `begun`, the file is restored.
    pub(super) fn close(mut self, begun: bool) -> io::Result<()> {
        if !begun && !self.emptied {
            return if self.new { fs::remove_file(&self.path) } else { Ok(()) };
        }
        self.empty()?;
        self.out.flush()?;
        self.unwritten.map_or(Ok(()), Err)
    }

    fn empty(&mut self) -> io::Result<()> {
        if !self.emptied && self.out.get_ref().metadata()?.is_file() {
            self.out.get_ref().set_len(0)?;
        }
        self.emptied = true;
        Ok(())
    }
}

/// Whether two names refer to one regular file, through links or otherwise.
fn is_same(left: &Path, right: &Path) -> bool {
    let identity =
        |path: &Path| fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| (file.dev(), file.ino()));
    identity(left).is_some_and(|file| identity(right) == Some(file))
}
