//! Revokes and reinstates many people: in batches, each a transaction, with a report on every line that changed
//! nothing.

use std::io::{self, IsTerminal as _};

use indicatif::{HumanCount, ProgressBar};
use serde::Serialize;

use super::Failure;
use super::subjects::{Listed, SubjectFile};
use crate::cli::output::outln;
use crate::model::SubjectId;
use crate::render::text::plural;
use crate::store::StandingChange;

/// Why a line changed nothing: its text cannot be a subject id.
pub(super) const NO_ID: &str = "this is not a subject id";

/// Why a line changed nothing: its subject id is in no record.
pub(super) const UNKNOWN: &str = "there is no record of that subject";

/// People of one transaction.
const BATCH: usize = 1_000;

/// People between two plain lines.
const LINE_EVERY: u64 = 100_000;

/// What happened to the people of a file.
#[derive(Debug, Default, Serialize)]
pub(super) struct StandingReport {
    pub(super) done: u64,
    pub(super) already: u64,
    /// Lines that changed nothing because they name no one on record.
    pub(super) problems: Vec<RejectedLine>,
}

/// A line that names no one on record.
#[derive(Debug, Serialize)]
pub(super) struct RejectedLine {
    line: u64,
    subject: String,
    reason: &'static str,
}

/// What happened to the people of a file, and why not all of it was done.
pub(super) struct Changed {
    pub(super) report: StandingReport,
    failure: Option<Failure>,
}

impl Changed {
    /// The report, if all was done.
    pub(super) fn into_report(self) -> Result<StandingReport, Failure> {
        self.failure.map_or(Ok(self.report), Err)
    }
}

/// Reads a file of subject ids and calls `change` for a batch of them at a time. Each problem is reported at once.
pub(super) async fn change_all(
    file: &mut SubjectFile,
    change: impl AsyncFnMut(&[SubjectId]) -> Result<Vec<StandingChange>, Failure>,
) -> Changed {
    let mut report = StandingReport::default();
    let failure = change_batches(file, change, &mut report).await.err();
    Changed { report, failure }
}

async fn change_batches(
    file: &mut SubjectFile,
    mut change: impl AsyncFnMut(&[SubjectId]) -> Result<Vec<StandingChange>, Failure>,
    outcome: &mut StandingReport,
) -> Result<(), Failure> {
    let progress = Progress::new();
    loop {
        let batch = file.next_batch(BATCH)?;
        if batch.is_empty() {
            progress.bar.finish_and_clear();
            if outcome.is_untouched() {
                return Err("--from names no one: the file has no subject ids".into());
            }
            return Ok(());
        }
        let subjects: Vec<SubjectId> = batch.iter().filter_map(|listed| listed.subject.clone().ok()).collect();
        let changes = change(&subjects).await.map_err(|error| {
            Failure::from(format!("{error}; {} before that are done, and the same command completes it", outcome.done))
        })?;
        let mut changes = changes.into_iter();
        for Listed { line, subject } in batch {
            match subject {
                Err(subject) => outcome.add(&progress, RejectedLine { line, subject, reason: NO_ID }),
                Ok(subject) => match changes.next() {
                    Some(StandingChange::Done) => outcome.done += 1,
                    Some(StandingChange::Already) => outcome.already += 1,
                    Some(StandingChange::Unknown) | None => {
                        let subject = subject.as_str().to_owned();
                        outcome.add(&progress, RejectedLine { line, subject, reason: UNKNOWN });
                    }
                },
            }
        }
        progress.at(outcome.done + outcome.already);
    }
}

impl StandingReport {
    const fn is_untouched(&self) -> bool {
        self.done == 0 && self.already == 0 && self.problems.is_empty()
    }

    fn add(&mut self, progress: &Progress, problem: RejectedLine) {
        let RejectedLine { line, subject, reason } = &problem;
        progress.bar.suspend(|| eprintln!("line {line}: {subject:?}: {reason}"));
        self.problems.push(problem);
    }

    /// Shows the result. The exit status is 1 if a line names no one on record.
    pub(super) fn show(&self, json: bool, done: &str, already: &str) -> u8 {
        if json {
            outln!("{}", serde_json::json!(self));
        } else {
            let invalid = self.problems.iter().filter(|problem| problem.reason == NO_ID).count();
            let counts = [
                (self.problems.len() - invalid, "line that matches no record", "lines that match no record"),
                (invalid, "line that is not a subject id", "lines that are not subject ids"),
            ];
            let named = counts.into_iter().filter(|(count, ..)| *count > 0);
            let problems: String = named
                .map(|(count, one, many)| format!(", {} {}", HumanCount(count as u64), plural(count, one, many)))
                .collect();
            outln!("{} {done}, {} {already}{problems}.", HumanCount(self.done), HumanCount(self.already));
        }
        u8::from(!self.problems.is_empty())
    }
}

/// A spinner on a terminal; otherwise a line from time to time.
struct Progress {
    bar: ProgressBar,
    plain: bool,
}

impl Progress {
    fn new() -> Self {
        Self { bar: ProgressBar::new_spinner(), plain: !io::stderr().is_terminal() }
    }

    fn at(&self, people: u64) {
        self.bar.set_message(format!("{} {}", HumanCount(people), plural(people, "person", "people")));
        self.bar.tick();
        if self.plain && people > 0 && people.is_multiple_of(LINE_EVERY) {
            eprintln!("{} people", HumanCount(people));
        }
    }
}
