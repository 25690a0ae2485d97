use std::io;
use std::path::{Path, PathBuf};

/// Why a witness cannot do its work.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// A file of its folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// The I/O error.
        source: io::Error,
    },
    /// A record in its folder was changed.
    #[error(
        "{}: line {line} is not as this witness wrote it: somebody changed its folder. Keep it, and start another one",
        path.display()
    )]
    Changed {
        /// The path.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A file in its folder is damaged.
    #[error("{}: {reason}. Keep the folder, and start another one", path.display())]
    Damaged {
        /// The path.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Another witness works in the folder.
    #[error("{}: another witness works in this folder", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
}

pub(super) fn failed(path: &Path) -> impl Fn(io::Error) -> WitnessError {
    let path = path.to_owned();
    move |source| WitnessError::File { path: path.clone(), source }
}
