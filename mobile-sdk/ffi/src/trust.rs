use haetae_core::{
    FileState as CoreFile, ManifestState as CoreManifest, Outcome, TrustListState as CoreTrustList,
    TrustState as CoreState,
};

use crate::time::seconds;

/// What became of trust data that a scanner was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TrustOutcome {
    /// It is in force now: write a snapshot.
    Taken,
    /// It was in force already.
    Unchanged,
    /// It does not decode, or contradicts itself.
    Malformed,
    /// The trust list that the manifest pins is not at hand.
    MissingFile,
    /// It is older than what is in force.
    Rollback,
    /// It is as new as what is in force, and different.
    Conflict,
    /// Not enough roots have signed the trust list.
    Unsigned,
    /// Its key is not on the trust list for this, or was not in use when it was issued.
    UnknownKey,
    /// Its signature is wrong.
    BadSignature,
    /// With it, more bytes would be kept than a scanner has room for.
    TooLarge,
}

#[uniffi::export]
impl TrustOutcome {
    /// The word of sections 5 and 7 of the wire format for this outcome: `taken`, `rollback` and so on.
    pub fn code(&self) -> String {
        Outcome::from(*self).as_str().to_owned()
    }
}

/// What a scanner trusts and how old it is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TrustState {
    /// The manifest in force.
    pub manifest: Option<ManifestState>,
    /// The trust list in force.
    pub trust_list: Option<TrustListState>,
    /// The files that the manifest pins and a scanner reads, in its order.
    pub files: Vec<FileState>,
    /// The present cannot be earlier.
    pub floor: i64,
    /// Whether the data is so old that people should know.
    pub stale: bool,
    /// Whether the data is so old, or missing, that nobody is admitted.
    pub expired: bool,
    /// Seconds by which the median phone was ahead of this scanner; absent before the fifth live code.
    pub median_ahead: Option<i64>,
    /// Whether the scanner's clock is wrong: it is well before the floor.
    pub clock_behind: bool,
}

/// The times of a manifest in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ManifestState {
    /// Grows with every manifest.
    pub version: i64,
    /// When it was made.
    pub issued: i64,
    /// From when on scanners say that their data is old.
    pub stale: i64,
    /// From when on scanners admit nobody.
    pub expires: i64,
}

/// The times of a trust list in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TrustListState {
    /// Grows with every list.
    pub version: i64,
    /// When it was made.
    pub issued: i64,
    /// From when on scanners admit nobody.
    pub expires: i64,
}

/// A file that the manifest pins and a scanner reads.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FileState {
    /// Its name in the manifest.
    pub name: String,
    /// Whether one of this name is in force.
    pub held: bool,
    /// Whether that is the pinned one.
    pub newest: bool,
    /// When the rules, the status list or the changes in force were issued.
    pub issued: Option<i64>,
}

impl From<Outcome> for TrustOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Taken => Self::Taken,
            Outcome::Unchanged => Self::Unchanged,
            Outcome::Malformed => Self::Malformed,
            Outcome::MissingFile => Self::MissingFile,
            Outcome::Rollback => Self::Rollback,
            Outcome::Conflict => Self::Conflict,
            Outcome::Unsigned => Self::Unsigned,
            Outcome::UnknownKey => Self::UnknownKey,
            Outcome::BadSignature => Self::BadSignature,
            Outcome::TooLarge => Self::TooLarge,
        }
    }
}

impl From<TrustOutcome> for Outcome {
    fn from(outcome: TrustOutcome) -> Self {
        match outcome {
            TrustOutcome::Taken => Self::Taken,
            TrustOutcome::Unchanged => Self::Unchanged,
            TrustOutcome::Malformed => Self::Malformed,
            TrustOutcome::MissingFile => Self::MissingFile,
            TrustOutcome::Rollback => Self::Rollback,
            TrustOutcome::Conflict => Self::Conflict,
            TrustOutcome::Unsigned => Self::Unsigned,
            TrustOutcome::UnknownKey => Self::UnknownKey,
            TrustOutcome::BadSignature => Self::BadSignature,
            TrustOutcome::TooLarge => Self::TooLarge,
        }
    }
}

impl From<CoreState<'_>> for TrustState {
    fn from(state: CoreState<'_>) -> Self {
        let CoreState { manifest, trust_list, files, floor, stale, expired, median_ahead, clock_behind } = state;
        Self {
            manifest: manifest.map(ManifestState::from),
            trust_list: trust_list.map(TrustListState::from),
            files: files.iter().map(FileState::from).collect(),
            floor: seconds(floor),
            stale,
            expired,
            median_ahead,
            clock_behind,
        }
    }
}

impl From<CoreManifest> for ManifestState {
    fn from(manifest: CoreManifest) -> Self {
        let CoreManifest { version, issued, stale, expires } = manifest;
        Self {
            version: version.cast_signed(),
            issued: seconds(issued),
            stale: seconds(stale),
            expires: seconds(expires),
        }
    }
}

impl From<CoreTrustList> for TrustListState {
    fn from(list: CoreTrustList) -> Self {
        let CoreTrustList { version, issued, expires } = list;
        Self { version: version.cast_signed(), issued: seconds(issued), expires: seconds(expires) }
    }
}

impl From<&CoreFile<'_>> for FileState {
    fn from(file: &CoreFile<'_>) -> Self {
        let CoreFile { name, held, newest, issued } = *file;
        Self { name: name.to_owned(), held, newest, issued: issued.map(seconds) }
    }
}
