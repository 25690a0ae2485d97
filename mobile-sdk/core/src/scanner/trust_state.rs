use alloc::vec::Vec;

use serde::{Serialize, Serializer};

use crate::check::{ScannerState, is_behind};
use crate::manifest::{FileKind, Manifest, PinnedFile};
use crate::time::UnixTime;
use crate::trust_list::TrustList;
use crate::trust_store::TrustStore;

/// What a scanner trusts and how old it is. As JSON its times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrustState<'a> {
    /// The manifest in force.
    pub manifest: Option<ManifestState>,
    /// The trust list in force.
    pub trust_list: Option<TrustListState>,
    /// The files that the manifest pins and a scanner reads, in its order.
    pub files: Vec<FileState<'a>>,
    /// The present cannot be earlier ([`TrustStore::floor`]).
    #[serde(serialize_with = "seconds")]
    pub floor: UnixTime,
    /// Whether the data is so old that people should know.
    pub stale: bool,
    /// Whether the data is so old, or missing, that nobody is admitted.
    pub expired: bool,
    /// Seconds by which the median phone was ahead of this scanner; `None` before the fifth live code.
    pub median_ahead: Option<i64>,
    /// Whether the clock is before the floor by more than [`CLOCK_BEHIND_SECONDS`](crate::CLOCK_BEHIND_SECONDS).
    pub clock_behind: bool,
}

/// The times of a manifest in force (section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ManifestState {
    /// Grows with every manifest.
    pub version: u64,
    /// When it was made.
    #[serde(serialize_with = "seconds")]
    pub issued: UnixTime,
    /// From when on scanners say that their data is old.
    #[serde(serialize_with = "seconds")]
    pub stale: UnixTime,
    /// From when on scanners admit nobody.
    #[serde(serialize_with = "seconds")]
    pub expires: UnixTime,
}

/// The times of a trust list in force (section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TrustListState {
    /// Grows with every list.
    pub version: u64,
    /// When it was made.
    #[serde(serialize_with = "seconds")]
    pub issued: UnixTime,
    /// From when on scanners admit nobody.
    #[serde(serialize_with = "seconds")]
    pub expires: UnixTime,
}

/// A file that the manifest pins and a scanner reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FileState<'a> {
    /// Its name in the manifest.
    pub name: &'a str,
    /// Whether one of this name is in force.
    pub held: bool,
    /// Whether that is the pinned one.
    pub newest: bool,
    /// When the rules, the status list or the changes in force were issued.
    #[serde(serialize_with = "seconds_if_any")]
    pub issued: Option<UnixTime>,
}

impl<'a> TrustState<'a> {
    pub(super) fn of(store: &'a TrustStore, memory: &ScannerState, now: UnixTime) -> Self {
        let pinned = store.manifest().map(Manifest::files).unwrap_or_default();
        let is_read = |pinned: &&PinnedFile| {
            !matches!(FileKind::of(&pinned.name), FileKind::Other | FileKind::EarlierTrustList(_))
        };
        Self {
            manifest: store.manifest().map(ManifestState::of),
            trust_list: store.trust_list().map(TrustListState::of),
            files: pinned.iter().filter(is_read).map(|pinned| FileState::of(pinned, store)).collect(),
            floor: store.floor(),
            stale: store.is_stale(now),
            expired: store.is_expired(now),
            median_ahead: memory.median_ahead(),
            clock_behind: is_behind(now, store.floor()),
        }
    }
}

impl ManifestState {
    const fn of(manifest: &Manifest) -> Self {
        let Manifest { version, issued, stale, expires, .. } = *manifest;
        Self { version, issued, stale, expires }
    }
}

impl TrustListState {
    const fn of(list: &TrustList) -> Self {
        Self { version: list.version, issued: list.issued, expires: list.expires }
    }
}

impl<'a> FileState<'a> {
    fn of(pinned: &'a PinnedFile, store: &TrustStore) -> Self {
        let held = store.hash_in_force(&pinned.name);
        let newest = held == Some(&pinned.sha256);
        Self { name: &pinned.name, held: held.is_some(), newest, issued: store.issued(&pinned.name) }
    }
}

fn seconds<S: Serializer>(time: &UnixTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(time.seconds())
}

fn seconds_if_any<S: Serializer>(time: &Option<UnixTime>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(UnixTime::seconds).serialize(serializer)
}
