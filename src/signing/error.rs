use std::path::PathBuf;

use haetae_core::{Malformed, Outcome};
use haetae_keys::{HeldTwice, SealedError, StatusKeysError, TokenError};

use crate::config::KeySecretError;

/// Why a node's keys and trust data are not used. If others are in force, they stay in force.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// A file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The path of the file that cannot be read.
        path: PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The roots are not `{"threshold", "keys"}`.
    #[error("{}: not a root set: {reason}", path.display())]
    Roots {
        /// The path of the root set.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The trust list does not decode.
    #[error("{}: not a trust list: {reason}", path.display())]
    TrustList {
        /// The path of the trust list.
        path: PathBuf,
        /// What was expected.
        reason: Malformed,
    },
    /// The earlier trust lists cannot be read.
    #[error(transparent)]
    EarlierLists(#[from] haetae_keys::FileError),
    /// There is no passphrase, or no PIN.
    #[error(transparent)]
    Secret(#[from] KeySecretError),
    /// The token cannot be used.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A key is both in the folder and in the token.
    #[error(transparent)]
    HeldTwice(#[from] HeldTwice),
    /// The folder of keys cannot be used.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// The signing keys cannot be used.
    #[error(transparent)]
    Keys(#[from] haetae_keys::OpenError),
    /// The status keys cannot be used.
    #[error(transparent)]
    StatusKeys(#[from] StatusKeysError),
    /// A scanner that follows this node would refuse the trust list.
    #[error("{}: a scanner does not accept this trust list: {}", path.display(), outcome.as_str())]
    NotTaken {
        /// The path of the trust list.
        path: PathBuf,
        /// The outcome that the scanner reports.
        outcome: Outcome,
    },
}
