use haetae_core::{Malformed, Outcome};
use haetae_keys::CustodyError;

use super::oldest_release::OldestReleaseError;
use crate::signing::StatusIndexError;
use crate::store::StoreError;

/// Why nothing was published. What was published before stays published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The store could not be asked, or did not keep the set.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A day has no status key, or a serial number is too large.
    #[error(transparent)]
    StatusIndex(#[from] StatusIndexError),
    /// No status key that is on the trust list is held and due now.
    #[error("no status key is due: manifests and status lists cannot be signed")]
    NoStatusKey,
    /// The custody of the keys did not sign.
    #[error(transparent)]
    Custody(#[from] CustodyError),
    /// The set makes no valid manifest.
    #[error("the manifest cannot be made: {0}")]
    Malformed(#[from] Malformed),
    /// The scanner's own code does not accept the set.
    #[error("a scanner would not accept this set, so it is not published: {}", .0.as_str())]
    NotTaken(Outcome),
    /// Scanners of the oldest supported release would not accept it, or that release could not be asked.
    #[error("this set is not published: {0}")]
    OldestRelease(#[from] OldestReleaseError),
    /// Another node published at the same moment.
    #[error("another node published at the same moment; this one will poll again")]
    Overtaken,
    /// The database lacks what was published or issued before: scanners refuse such a set.
    #[error(
        "the database lacks what was published or issued before, so nothing is published; run: haetae db reconcile"
    )]
    ReconcileDue,
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The path of the file.
        path: std::path::PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
}
