//! What is wrong with the disk under a database that is a file.

use std::io::{self, ErrorKind};

use super::StoreError;

/// Why the file of a database cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiskProblem {
    /// Nothing more can be written.
    #[error("the disk of the database is full")]
    Full,
    /// Nothing can be written.
    #[error("the database, or the disk that it is on, is read-only")]
    ReadOnly,
    /// SQLite says no more. A disk that is read-only or full is the usual reason: files beside the database are made
    /// whenever it is opened.
    #[error(
        "the database, or a file beside it, cannot be opened: its disk is read-only or full, or its folder belongs to another user"
    )]
    NotOpened,
}

impl DiskProblem {
    /// What an error says of the disk.
    pub fn of(error: &StoreError) -> Option<Self> {
        let StoreError::Unavailable(why) = error else { return None };
        if let Some(problem) = why.downcast_ref::<Self>() {
            return Some(*problem);
        }
        match why.downcast_ref::<io::Error>()?.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some(Self::Full),
            ErrorKind::ReadOnlyFilesystem => Some(Self::ReadOnly),
            _ => None,
        }
    }
}
