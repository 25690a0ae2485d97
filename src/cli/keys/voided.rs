//! Reports whose passes a withdrawn key voids, as far as this node's journal shows.

use haetae_core::{CivilDate, Kid};

use crate::cli::Failure;
use crate::cli::output::outln;
use crate::config::{Config, JournalMode};
use crate::journal::{self, Folder, IssuedPasses, IssuedThrough};
use crate::render::text::plural;

/// Says how many passes of `kid` have not ended, through whom they were issued, and who must renew.
pub(super) fn describe(config: &Config, kid: Kid, today: CivilDate) -> Result<(), Failure> {
    let folder = Folder::new(config.journal_directory());
    if !folder.path().is_dir() {
        let off = if config.journal.mode == JournalMode::Off { ": journal.mode is off" } else { "" };
        outln!("\nThis node has no journal{off}. It does not know how many passes this voids.");
        return Ok(());
    }
    let mut found = IssuedPasses::of_key(kid, today, config.issuer.paper_days);
    let report = journal::verify(&folder, &mut found).map_err(|error| {
        Failure::from(format!("the journal in {} cannot be read: {error}", folder.path().display()))
    })?;
    outln!("\nPasses that this voids, according to this node's journal (every node has its own):");
    for (partner, issued) in found.partners() {
        outln!("  {partner:<24} {}", words(issued));
    }
    let total = found.total();
    outln!("  {:<24} {}", "in all", words(&total));
    if let Some(place) = report.broken {
        outln!("  The chain is broken at {place}: what follows is not counted.");
    }
    if let Some(last_day) = total.last_day {
        outln!("\nWho must renew before {last_day} has ended:");
        let renew = plural(
            total.phones.len(),
            "phone: it sees it in the manifest and renews",
            "phones: they see it in the manifest and renew",
        );
        outln!("  {} {renew} automatically, spread over time", total.phones.len());
        let who =
            plural(total.paper.len(), "person with a paper pass, who needs", "people with a paper pass, who need");
        outln!("  {} {who} a new one", total.paper.len());
    }
    Ok(())
}

fn words(issued: &IssuedThrough) -> String {
    let people = issued.phones.union(&issued.paper).count();
    let passes = plural(issued.passes, "pass", "passes");
    let have = plural(issued.valid, "has", "have");
    let who = plural(people, "person", "people");
    format!("{} {passes}, of which {} {have} not ended, of {people} {who}", issued.passes, issued.valid)
}
