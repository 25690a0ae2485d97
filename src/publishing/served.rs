use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use haetae_core::{Bundle, FileHash, Manifest, StatusDay, TrustStore, UnixTime};

use super::status_list::DAYS_AHEAD;
use crate::model::PublishedSet;

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
}

/// A file, and since when no manifest names it any more.
#[derive(Clone, Debug)]
struct Served {
    bytes: Bytes,
    retired: Option<UnixTime>,
}

impl ServedSet {
    /// A set that follows `before`, whose files are still served for a while.
    pub(super) fn new(set: &PublishedSet, contents: Manifest, trust: TrustStore, before: Option<&Self>) -> Self {
        let bundle = Bundle { manifest: &set.manifest, files: set.files.iter().map(|file| &*file.bytes).collect() };
        let mut files: HashMap<FileHash, Served> = HashMap::new();
        for (sha256, file) in before.into_iter().flat_map(|before| &before.files) {
            let retired = file.retired.unwrap_or(contents.issued);
            if contents.issued.seconds_since(retired) < RETIRED_SECONDS {
                files.insert(*sha256, Served { bytes: file.bytes.clone(), retired: Some(retired) });
            }
        }
        for file in &set.files {
            files.insert(file.sha256, Served { bytes: Bytes::copy_from_slice(&file.bytes), retired: None });
        }
        Self {
            manifest: Bytes::copy_from_slice(&set.manifest),
            bundle: bundle.encode().into(),
            files,
            contents,
            trust: Arc::new(trust),
        }
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

    /// A file of this set, or of a recent earlier one.
    pub fn file(&self, sha256: &FileHash) -> Option<&Bytes> {
        self.files.get(sha256).map(|file| &file.bytes)
    }
}
