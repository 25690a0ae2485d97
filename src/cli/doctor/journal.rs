use haetae_core::UnixTime;

use super::finding::Finding;
use crate::cli::Failure;
use crate::cli::journal::published;
use crate::cli::trust_request::list_in_force;
use crate::config::{Config, JournalMode};
use crate::journal::{Audit, Folder, MissingKind, audit, check_end};

const CHECK: &str = "journal";

/// Whether the end of the journal's chain is valid and no day is missing. `haetae journal verify` checks all of it.
pub(super) fn check(config: &Config, now: UnixTime) -> Vec<Finding> {
    let Some(end) = check_last_entries(config) else { return Vec::new() };
    let folder = Folder::new(config.journal_directory());
    let whole = folder.path().exists().then(|| check_days(config, &folder, now));
    [Some(end), whole].into_iter().flatten().collect()
}

/// Whether every day that must be there is there.
fn check_days(config: &Config, folder: &Folder, now: UnixTime) -> Finding {
    let remedy = "keep the folder as it is, as evidence, and see all of it: haetae journal verify (docs/journal.md)";
    let audit = match examine(config, folder, now) {
        Ok(audit) => audit,
        Err(failure) => {
            return Finding::problem(CHECK, format!("The journal cannot be compared: {failure}."), remedy);
        }
    };
    let words: Vec<String> = audit.missing.iter().map(ToString::to_string).collect();
    let words = words.join("; ");
    match (audit.attested_from, audit.attested_until) {
        _ if audit.missing.iter().any(|missing| missing.kind != MissingKind::Unattested) => {
            Finding::problem(CHECK, format!("The journal is not whole: {words}."), remedy)
        }
        (Some(_), Some(_)) if !audit.missing.is_empty() => {
            Finding::warning(CHECK, format!("The journal is not attested: {words}."), "start the service: haetae serve")
        }
        (Some(from), Some(until)) => {
            Finding::ok(CHECK, format!("Every day has its signed checkpoint, from {from} to {until}, and its entries."))
        }
        _ => Finding::ok(CHECK, "There are no checkpoints yet: a running service makes one a day."),
    }
}

fn examine(config: &Config, folder: &Folder, now: UnixTime) -> Result<Audit, Failure> {
    let (kept, (_, list)) = (published(config, folder)?, list_in_force(config)?);
    let audit = audit(folder, Some(&list), &kept, config.journal.keep_days, now);
    audit.map_err(|error| Failure::from(error.to_string()))
}

fn check_last_entries(config: &Config) -> Option<Finding> {
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
