//! The ends of the nodes' journals, pinned in each manifest: whoever has the manifest sees that a journal's tail was cut.
//! Scanners pass over files of these names.

use haetae_core::{SECONDS_PER_DAY, UnixTime};

use super::set::{PublishedFile, PublishedSet};
use crate::journal::{HEAD_PREFIX, Head, Journal};

/// A node that has issued nothing for so many days is not named any more.
const REMEMBERED_DAYS: u64 = 35;

/// Whether the file is the end of a journal. A new one alone makes no new manifest necessary.
pub(super) fn is_one(file: &PublishedFile) -> bool {
    file.name.starts_with(HEAD_PREFIX)
}

/// This node's head as it is now, and those of the other nodes as they were published last.
pub(super) fn files(journal: Option<&Journal>, previous: Option<&PublishedSet>, now: UnixTime) -> Vec<PublishedFile> {
    let own = journal.filter(|journal| journal.head().entries > 0).map(|journal| {
        let name = format!("{HEAD_PREFIX}{}", journal.node());
        PublishedFile::new(name, journal.head().document())
    });
    let is_recent = |file: &&PublishedFile| {
        let head = serde_json::from_slice::<Head>(&file.bytes);
        head.is_ok_and(|head| now.seconds_since(head.time) < REMEMBERED_DAYS * SECONDS_PER_DAY)
    };
    let others = previous.into_iter().flat_map(|previous| &previous.files).filter(|file| is_one(file));
    let others = others.filter(|file| own.as_ref().is_none_or(|own| own.name != file.name)).filter(is_recent).cloned();
    let mut files: Vec<PublishedFile> = others.collect();
    files.extend(own);
    files
}
