use alloc::vec::Vec;

use haetae_core::{FileKind, ScannerState, TrustStore, UnixTime};
use serde::Serialize;

/// What a scanner trusts and how old it is, as JSON. Times are seconds since 1970.
#[derive(Serialize)]
pub(crate) struct TrustState<'a> {
    manifest: Option<ManifestState>,
    trust_list: Option<TrustListState>,
    files: Vec<FileState<'a>>,
    /// The present cannot be earlier.
    floor: u64,
    stale: bool,
    expired: bool,
    /// Seconds by which the median phone was ahead of this scanner.
    median_ahead: Option<i64>,
    /// Whether the clock is before the floor, by more than the format forgives.
    clock_behind: bool,
}

#[derive(Serialize)]
struct ManifestState {
    version: u64,
    issued: u64,
    stale: u64,
    expires: u64,
}

#[derive(Serialize)]
struct TrustListState {
    version: u64,
    issued: u64,
    expires: u64,
}

/// A file that the manifest pins and a scanner reads.
#[derive(Serialize)]
struct FileState<'a> {
    name: &'a str,
    /// Whether one of this name is in force.
    held: bool,
    /// Whether it is the pinned one.
    newest: bool,
    /// When the rules or the status list in force were issued.
    issued: Option<u64>,
}

/// As section 10 has it: so many seconds before the floor the clock is wrong beyond doubt.
const BEHIND_SECONDS: u64 = 300;

impl<'a> TrustState<'a> {
    pub(crate) fn of(store: &'a TrustStore, scanner: &ScannerState, now: UnixTime) -> Self {
        let manifest = store.manifest();
        let pinned = manifest.map(|manifest| manifest.files()).unwrap_or_default();
        let is_read = |name: &str| !matches!(FileKind::of(name), FileKind::Other | FileKind::EarlierTrustList(_));
        let files = pinned.iter().filter(|pinned| is_read(&pinned.name)).map(|pinned| {
            let held = store.files().find(|(name, ..)| *name == pinned.name);
            let newest = held.is_some_and(|(_, _, sha256)| *sha256 == pinned.sha256);
            let issued = store.issued(&pinned.name).map(UnixTime::seconds);
            FileState { name: &pinned.name, held: held.is_some(), newest, issued }
        });
        Self {
            manifest: manifest.map(|manifest| ManifestState {
                version: manifest.version,
                issued: manifest.issued.seconds(),
                stale: manifest.stale.seconds(),
                expires: manifest.expires.seconds(),
            }),
            trust_list: store.trust_list().map(|list| TrustListState {
                version: list.version,
                issued: list.issued.seconds(),
                expires: list.expires.seconds(),
            }),
            files: files.collect(),
            floor: store.floor().seconds(),
            stale: store.is_stale(now),
            expired: store.is_expired(now),
            median_ahead: scanner.median_ahead(),
            clock_behind: now.saturating_add(BEHIND_SECONDS) < store.floor(),
        }
    }
}
