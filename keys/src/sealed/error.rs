use std::path::{Path, PathBuf};

use crate::private_file::FileError;

/// Why a sealed folder was not made, opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The operating system refused, or others can reach it.
    #[error(transparent)]
    File(#[from] FileError),
    /// It holds no identity.
    #[error("{}: not a folder of encrypted keys: identity.age and recipient must be in it", .0.display())]
    NotAFolder(PathBuf),
    /// It does not open.
    #[error("{}: does not open with this passphrase", .0.display())]
    WrongPassphrase(PathBuf),
    /// A file in it is not valid.
    #[error("{}: damaged, or not of this folder: {reason}", path.display())]
    Damaged {
        /// The path of the damaged file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A secret could not be encrypted.
    #[error("{}: could not be encrypted: {reason}", path.display())]
    Encrypt {
        /// The file that was to be written.
        path: PathBuf,
        /// What age reports.
        reason: String,
    },
}

impl SealedError {
    pub(super) fn encrypt(path: &Path) -> impl FnOnce(age::EncryptError) -> Self {
        |error| Self::Encrypt { path: path.to_owned(), reason: error.to_string() }
    }

    pub(super) fn damaged(path: &Path, reason: impl ToString) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.to_string() }
    }
}
