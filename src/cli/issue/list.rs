//! The list of a run: what came of each person on record, in the order of their subject ids.

use std::io::BufWriter;

use tempfile::NamedTempFile;

use super::folder::Folder;
use crate::cli::Failure;
use crate::render::text::plural;

/// The name of the list in the folder.
const NAME: &str = "passes.csv";

/// What came of somebody.
pub(super) enum Outcome {
    /// A page was made. What is not on it, if something is not.
    Made { note: String },
    /// An earlier run has made it, and its pass is not revoked.
    Kept,
    /// They can have no pass now.
    Refused { why: String },
    /// They should have had one.
    Failed { why: String },
}

/// How many of each there are.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) made: u64,
    pub(super) kept: u64,
    pub(super) refused: u64,
    pub(super) failed: u64,
}

/// The list while it is written.
pub(super) struct List {
    lines: csv::Writer<BufWriter<NamedTempFile>>,
    pub(super) counts: Counts,
}

impl List {
    pub(super) fn new(folder: &Folder) -> Result<Self, Failure> {
        let mut lines = csv::Writer::from_writer(BufWriter::new(folder.part()?));
        lines.write_record(["subject", "outcome", "file", "note"]).map_err(cannot_write)?;
        Ok(Self { lines, counts: Counts::default() })
    }

    /// Adds a person, whose page has this name if there is one.
    pub(super) fn add(&mut self, subject: &str, file: &str, outcome: &Outcome) -> Result<(), Failure> {
        let counts = &mut self.counts;
        let (count, word, file, note) = match outcome {
            Outcome::Made { note } => (&mut counts.made, "made", file, note.as_str()),
            Outcome::Kept => (&mut counts.kept, "made before", file, ""),
            Outcome::Refused { why } => (&mut counts.refused, "refused", "", why.as_str()),
            Outcome::Failed { why } => (&mut counts.failed, "failed", "", why.as_str()),
        };
        *count += 1;
        self.lines.write_record([subject, word, file, note]).map_err(cannot_write)
    }

    /// Gives the whole list its name, and says what it holds.
    pub(super) fn finish(self, folder: &Folder) -> Result<String, Failure> {
        let file = self.lines.into_inner().map_err(|error| cannot_write(error.into_error()))?;
        let file = file.into_inner().map_err(|error| cannot_write(error.into_error()))?;
        let path = folder.replace(file, NAME)?;
        let Counts { made, kept, refused, failed } = self.counts;
        let word = plural(made, "pass", "passes");
        Ok(format!("{made} {word} made, {kept} made before, {refused} refused, {failed} failed: {}", path.display()))
    }
}

fn cannot_write(error: impl std::fmt::Display) -> Failure {
    Failure::from(format!("cannot write the list: {error}"))
}
