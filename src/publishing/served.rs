use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use haetae_core::{Bundle, FileHash, Manifest, PinnedFile, RootSet, RulesEdition, StatusDay, TrustStore, UnixTime};

use super::journal_log;
use super::publisher::of_set;
use super::status_list::DAYS_AHEAD;
use crate::model::{PublishedFile, PublishedSet};

/// How many seconds files of earlier sets are still served: a client may hold an earlier manifest.
const RETIRED_SECONDS: u64 = 600;

/// The published set as it is served: bytes that are shared, not copied, and a scanner's view of it.
#[derive(Debug)]
pub struct ServedSet {
    /// The signed manifest.
    pub manifest: Bytes,
    /// Manifest and files in one.
    pub bundle: Bytes,
    files: HashMap<FileHash, Served>,
    /// The decoded manifest.
    pub contents: Manifest,
    /// A scanner that has loaded this set.
    pub trust: Arc<TrustStore>,
    /// The rules file in it; `None` where it has none.
    pub rules: Option<RulesEdition>,
    /// The roots that this scanner was delivered with.
    pub(super) roots: RootSet,
    /// How far the status files of each day have come.
    revocations: BTreeMap<StatusDay, u64>,
}

/// A file, and since when no manifest names it any more.
#[derive(Clone, Debug)]
struct Served {
    bytes: Bytes,
    retired: Option<UnixTime>,
}

impl ServedSet {
    /// A set that follows `before`, whose files are still served for a while.
    pub(super) fn new(
        set: &PublishedSet,
        contents: Manifest,
        trust: TrustStore,
        roots: RootSet,
        before: Option<&Self>,
    ) -> Self {
        // Only witnesses read the log of journals: it costs a new scanner nothing.
        let bundled = set.files.iter().filter(|file| !journal_log::is_one(&file.name));
        let bundle = Bundle { manifest: &set.manifest, files: bundled.map(|file| &*file.bytes).collect() };
        let mut files: HashMap<FileHash, Served> = HashMap::new();
        for (sha256, file) in before.into_iter().flat_map(|before| &before.files) {
            let retired = file.retired.unwrap_or(contents.issued);
            if contents.issued.seconds_since(retired) < RETIRED_SECONDS {
                files.insert(*sha256, Served { bytes: file.bytes.clone(), retired: Some(retired) });
            }
        }
        for file in &set.files {
            let shared = before.and_then(|before| before.file(&file.sha256).cloned());
            let bytes = shared.unwrap_or_else(|| Bytes::copy_from_slice(&file.bytes));
            files.insert(file.sha256, Served { bytes, retired: None });
        }
        Self {
            manifest: Bytes::copy_from_slice(&set.manifest),
            bundle: bundle.encode().into(),
            files,
            contents,
            trust: Arc::new(trust),
            rules: of_set(set).and_then(|file| RulesEdition::decode_unverified(&file.bytes).ok()),
            roots,
            revocations: set.revocations.clone(),
        }
    }

    /// The number of the last revocation that the status lists of some day hold; `None` where that is not known.
    pub fn newest_revocation(&self) -> Option<u64> {
        self.revocations.values().max().copied()
    }

    /// For how many days, from the day of `now` on without a gap, there is a status list.
    pub fn status_days(&self, now: UnixTime) -> u32 {
        let days = (0..=DAYS_AHEAD).map(|ahead| StatusDay(now.status_day().0.saturating_add(ahead)));
        let is_there = |day: &StatusDay| {
            let name = format!("status/{day}");
            self.contents.files().iter().any(|file| file.name == name)
        };
        u32::try_from(days.take_while(is_there).count()).unwrap_or(u32::MAX)
    }

    /// Manifest and all files in one, also those that [`ServedSet::bundle`] leaves out.
    pub(super) fn whole(&self) -> Vec<u8> {
        // In the order of sets: what is read back is compared with the next one.
        let mut pinned: Vec<&PinnedFile> = self.contents.files().iter().collect();
        pinned.sort_by(|left, right| left.name.cmp(&right.name));
        let mut hashes: Vec<&FileHash> = Vec::new();
        for pinned in pinned {
            // Files of the same bytes are in it once.
            if !hashes.contains(&&pinned.sha256) {
                hashes.push(&pinned.sha256);
            }
        }
        let files = hashes.into_iter().filter_map(|sha256| self.file(sha256)).map(|bytes| &**bytes).collect();
        Bundle { manifest: &self.manifest, files }.encode()
    }

    /// Whether this set has the same file under its name.
    pub(super) fn pins(&self, file: &PublishedFile) -> bool {
        self.contents.files().iter().any(|pinned| pinned.name == file.name && pinned.sha256 == file.sha256)
    }

    /// The same as it is in the store.
    pub(super) fn to_set(&self) -> PublishedSet {
        let file = |pinned: &PinnedFile| {
            let (name, sha256) = (pinned.name.clone(), pinned.sha256);
            Some(PublishedFile { name, sha256, bytes: self.file(&sha256)?.to_vec() })
        };
        let mut files: Vec<PublishedFile> = self.contents.files().iter().filter_map(file).collect();
        files.sort_by(|left, right| left.name.cmp(&right.name));
        let (version, manifest) = (self.contents.version, self.manifest.to_vec());
        PublishedSet { version, manifest, files, revocations: self.revocations.clone() }
    }

    /// A file of this set, or of a recent earlier one.
    pub fn file(&self, sha256: &FileHash) -> Option<&Bytes> {
        self.files.get(sha256).map(|file| &file.bytes)
    }
}
