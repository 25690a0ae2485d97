//! Pins the ends of the nodes' journals in each manifest, so that the manifest shows if a journal's tail was cut.
//! Scanners ignore files of these names.

use std::collections::BTreeMap;

use haetae_core::{SECONDS_PER_DAY, UnixTime};

use super::journal_log;
use crate::journal::{HEAD_PREFIX, Head, Journal};
use crate::model::{PublishedFile, PublishedSet};

/// After this many days without a new entry a node is not named any more.
const REMEMBERED_DAYS: u64 = 35;

/// Whether the file is the end of a journal, or a part of their log. A new one alone makes no new manifest necessary.
pub(super) fn is_of_journals(file: &PublishedFile) -> bool {
    file.name.starts_with(HEAD_PREFIX) || journal_log::is_one(&file.name)
}

/// This node's current head, and for each other node the latest head that it stored or that was published.
pub(super) fn files(
    journal: Option<&Journal>,
    stored: Vec<(String, Vec<u8>)>,
    previous: Option<&PublishedSet>,
    now: UnixTime,
) -> Vec<PublishedFile> {
    let own = journal.map(|journal| (journal.node().to_owned(), journal.head().document()));
    let own_name = journal.map(Journal::node);
    let published = previous.into_iter().flat_map(|previous| &previous.files).filter(|file| is_of_journals(file));
    let published =
        published.filter_map(|file| Some((file.name.strip_prefix(HEAD_PREFIX)?.to_owned(), file.bytes.clone())));
    let mut latest: BTreeMap<String, (Head, Vec<u8>)> = BTreeMap::new();
    for (node, document) in published.chain(stored).chain(own) {
        let Ok(head) = serde_json::from_slice::<Head>(&document) else { continue };
        let is_recent = own_name == Some(&node) || now.seconds_since(head.time) < REMEMBERED_DAYS * SECONDS_PER_DAY;
        let is_latest = latest.get(&node).is_none_or(|(known, _)| known.entries <= head.entries);
        if head.entries > 0 && is_recent && is_latest {
            latest.insert(node, (head, document));
        }
    }
    let file =
        |(node, (_, document)): (String, (Head, Vec<u8>))| PublishedFile::new(format!("{HEAD_PREFIX}{node}"), document);
    latest.into_iter().map(file).collect()
}
