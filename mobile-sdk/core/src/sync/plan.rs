use crate::manifest::FileHash;
use crate::time::UnixTime;

/// The most bytes of a manifest that is fetched: that of a year's files takes 30 KB.
pub const MAX_MANIFEST_BYTES: usize = 1024 * 1024;

/// A paper pass lives for so many days at the most: of so many days before today status lists are published.
pub const MAX_PAPER_DAYS: u32 = 14;

/// What a scanner should do next to keep what it trusts up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Fetch the manifest now. Stop reading after so many bytes: a longer answer is a failure.
    FetchManifest {
        /// The most bytes to read.
        most_bytes: u64,
    },
    /// Fetch the file of this hash now.
    FetchFile {
        /// SHA-256 of the file, its address.
        sha256: FileHash,
        /// Exactly so many bytes: a longer answer is a failure and need not be read.
        size: u64,
    },
    /// Nothing to fetch before this time, unless an unknown key is seen.
    Idle {
        /// When to ask again.
        until: UnixTime,
    },
}

/// What could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// The manifest.
    Manifest,
    /// The file of this hash.
    File(FileHash),
}

/// How often a scanner looks for news, and which days it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncSettings {
    /// Seconds from one manifest to the next, on average; each is moved by up to a quarter.
    pub refresh_seconds: u64,
    /// So many days before today have passes of phones that may still be valid: their lists are kept up to date. Those
    /// of earlier days, which only paper passes are of, are fetched when such a pass is seen.
    pub days_back: u32,
    /// So many days after today have passes that may become valid before the next look.
    pub days_ahead: u32,
    /// So many days after today have passes that become valid while there may be no network. A list of these days is
    /// fetched once, and its successors not before they are needed as above: each carries the whole nation.
    pub days_in_reserve: u32,
}

impl Default for SyncSettings {
    /// Every five minutes; from the day before yesterday until tomorrow; in reserve as long as a manifest mostly lives.
    fn default() -> Self {
        Self { refresh_seconds: 300, days_back: 2, days_ahead: 1, days_in_reserve: 14 }
    }
}
