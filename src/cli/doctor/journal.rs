use super::finding::Finding;
use crate::config::{Config, JournalMode};
use crate::journal::{Folder, check_end};

const CHECK: &str = "journal";

/// Whether the end of the journal's chain is valid. `haetae journal verify` checks all of it.
pub(super) fn check(config: &Config) -> Option<Finding> {
    let folder = Folder::new(config.journal_directory());
    // The check of the configuration warns if it is off.
    if config.journal.mode == JournalMode::Off {
        return None;
    }
    if !folder.path().exists() {
        return Some(Finding::ok(CHECK, "Nothing has been issued here yet."));
    }
    let remedy = "keep the file as evidence, and find the broken place: haetae journal verify";
    Some(match check_end(&folder) {
        Err(error) => {
            let finding =
                format!("The journal in {} cannot be read: {error}. Nothing is issued.", folder.path().display());
            Finding::problem(CHECK, finding, "make its folder readable and writable for this node")
        }
        Ok(end) => match (end.broken, end.head) {
            (Some(place), _) => Finding::problem(
                CHECK,
                format!("The chain is broken at {place}: the file was changed, or the disk is faulty."),
                remedy,
            ),
            (None, None) => Finding::ok(CHECK, "There are no entries yet."),
            (None, Some(head)) => {
                let entries = head.entries;
                Finding::ok(
                    CHECK,
                    format!("The chain holds at its end: entry {entries} of {}.", head.time.to_rfc3339()),
                )
            }
        },
    })
}
