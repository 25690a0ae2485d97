use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Detects that files were changed, without reading them: by their place on the disk, their length and their last
/// change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fingerprint(Vec<(PathBuf, Option<FileFingerprint>)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileFingerprint {
    inode: u64,
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl Fingerprint {
    /// The fingerprint of files, of folders, and of what is directly in these folders.
    pub(super) fn of<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Self {
        let mut fingerprint = Self::default();
        for path in paths {
            fingerprint.add(path.to_owned());
            // A file that cannot be read fails when it is opened; here it is only one more difference.
            let mut inside: Vec<PathBuf> =
                fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
            inside.sort();
            inside.into_iter().for_each(|path| fingerprint.add(path));
        }
        fingerprint
    }

    fn add(&mut self, path: PathBuf) {
        let mark = fs::metadata(&path).ok().map(|metadata| FileFingerprint::of(&metadata));
        self.0.push((path, mark));
    }
}

impl FileFingerprint {
    fn of(metadata: &Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }
}
