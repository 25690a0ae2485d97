use std::path::{Path, PathBuf};

use crate::private_file::FileError;

/// Why a sealed folder was not made, opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The system said no, or others can get at it.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is no identity in it.
    #[error("{}: not a folder of encrypted keys: identity.age and recipient must be in it", .0.display())]
    NotAFolder(PathBuf),
    /// It does not open.
    #[error("{}: does not open with this passphrase", .0.display())]
    WrongPassphrase(PathBuf),
    /// A file in it is not what it should be.
    #[error("{}: damaged, or not of this folder: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is the matter.
        reason: String,
    },
    /// A secret could not be encrypted.
    #[error("{}: could not be encrypted: {reason}", path.display())]
    Encrypt {
        /// The file that was to be written.
        path: PathBuf,
        /// Why.
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
