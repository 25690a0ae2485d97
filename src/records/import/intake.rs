//! The interface between the readers of all formats and the import: it collects parts of people and reports bad rows.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::fhir::Pending;
use super::part::{Kept, Part};
use super::reject::{Fault, LeftAlone, PassedOver, Reject};
use super::sorter::{Sorted, Sorter};
use super::source;
use super::{ImportError, ImportOptions, Observer, Summary};
use crate::model::SubjectId;
use crate::records::MAX_EVIDENCE_ON_RECORD;
use crate::store::Imported;

/// A line of a file of this import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    file: usize,
    line: u64,
}

pub(super) struct Intake<'a> {
    observer: &'a mut dyn Observer,
    pub(super) options: ImportOptions,
    files: Vec<String>,
    bytes_before: u64,
    bytes_read: u64,
    /// Parts of people by subject.
    people: Sorter,
    /// FHIR resources.
    pub(super) fhir: Pending,
    statements: u64,
    bundles: u64,
    counts: Summary,
}

impl<'a> Intake<'a> {
    pub(super) fn new(options: &ImportOptions, observer: &'a mut dyn Observer) -> Self {
        Self {
            observer,
            options: options.clone(),
            files: Vec::new(),
            bytes_before: 0,
            bytes_read: 0,
            people: Sorter::new(options.scratch.clone()),
            fhir: Pending::new(&options.scratch),
            statements: 0,
            bundles: 0,
            counts: Summary::default(),
        }
    }

    /// The folder for scratch files.
    pub(super) fn scratch(&self) -> &Path {
        &self.options.scratch
    }

    /// Starts the next file.
    pub(super) fn begin(&mut self, name: String) {
        self.files.push(name);
        self.bytes_before = self.bytes_read;
    }

    /// Reports how many bytes of the current file have been read.
    pub(super) fn read(&mut self, bytes: u64) {
        self.bytes_read = self.bytes_before + bytes;
        self.observer.read(self.bytes_read);
    }

    pub(super) fn stored(&mut self, people: u64) {
        self.observer.stored(people);
    }

    /// A line of the current file.
    pub(super) fn place(&self, line: u64) -> Place {
        Place { file: self.files.len().saturating_sub(1), line }
    }

    /// `file:line` of a place.
    pub(super) fn name_of(&self, place: Place) -> String {
        format!("{}:{}", self.file_of(place), place.line)
    }

    fn file_of(&self, place: Place) -> &str {
        self.files.get(place.file).map_or("", String::as_str)
    }

    /// The number of the next complete statement about a person: a row, or the rows of one file.
    pub(super) fn next_statement(&mut self) -> u64 {
        self.statements += 1;
        self.statements
    }

    /// A number for a Bundle, within which references are resolved.
    pub(super) fn next_bundle(&mut self) -> u64 {
        self.bundles += 1;
        self.bundles
    }

    /// How many rows and resources have been read.
    pub(super) const fn rows(&self) -> u64 {
        self.counts.read
    }

    /// Counts a row, or a resource. Each ends in exactly one of `reject`, `pass_over` and a [`Part`] that is kept.
    pub(super) fn row(&mut self) {
        self.counts.read += 1;
    }

    /// Rejects a row, and holds the person whose row it is.
    pub(super) fn reject_of(
        &mut self,
        subject: &SubjectId,
        statement: u64,
        place: Place,
        fault: impl Into<Fault>,
    ) -> Result<(), ImportError> {
        self.leave_out(place, fault.into(), Some(subject));
        self.hold(subject, statement, place)
    }

    /// Rejects the row because of which a person's record stays unchanged.
    pub(super) fn reject_person(&mut self, subject: &SubjectId, place: Place, fault: Fault) {
        self.leave_out(place, fault, Some(subject));
    }

    /// Rejects a row. If its person is found later, that person must be held too.
    pub(super) fn reject(&mut self, place: Place, fault: impl Into<Fault>) {
        self.leave_out(place, fault.into(), None);
    }

    fn leave_out(&mut self, place: Place, fault: Fault, subject: Option<&SubjectId>) {
        let Fault { code, sentence: reason } = fault;
        let subject = subject.map(|subject| subject.as_str().to_owned());
        let reject = Reject { file: self.file_of(place).to_owned(), line: place.line, code, reason, subject };
        self.counts.add_reject(&reject);
        self.observer.rejected(&reject);
    }

    /// Holds a person: a row of theirs, at `place`, was left out. Their record stays as it is, unless a later complete
    /// statement about them follows.
    pub(super) fn hold(&mut self, subject: &SubjectId, statement: u64, place: Place) -> Result<(), ImportError> {
        self.keep_as(subject, &Kept::Hold { statement, place })
    }

    /// The record of a person stays as it is, because of a row; `rows` good ones are not used.
    pub(super) fn leave_alone(&mut self, subject: SubjectId, because_of: Place, rows: u64) {
        let left = LeftAlone { subject, file: self.file_of(because_of).to_owned(), line: because_of.line };
        self.counts.left_alone += rows;
        self.counts.add_left_alone(&left);
        self.observer.left_alone(&left);
    }

    /// Counts the pieces of evidence of a person beyond those that a record keeps.
    pub(super) fn leave_evidence_out(&mut self, subject: &SubjectId, place: Place, pieces: usize) {
        let (subject, place) = (subject.as_str(), self.name_of(place));
        let sentence = format!("{subject}: the latest {MAX_EVIDENCE_ON_RECORD} of {pieces} ({place})");
        self.counts.add_evidence_left_out(pieces - MAX_EVIDENCE_ON_RECORD, sentence);
    }

    pub(super) fn supersede(&mut self, rows: u64) {
        self.counts.superseded += rows;
    }

    pub(super) fn use_rows(&mut self, rows: u64) {
        self.counts.used += rows;
    }

    /// Counts a row or resource that is irrelevant for a pass.
    pub(super) fn pass_over(&mut self, kind: PassedOver) {
        self.counts.pass_over(kind);
    }

    /// Adds a note about all files together.
    pub(super) fn note_on_all(&mut self, sentence: String) {
        self.counts.notes.push(sentence);
    }

    /// Adds a note about the current file.
    pub(super) fn note(&mut self, sentence: &str) {
        let file = self.files.last().map_or("", String::as_str);
        self.counts.notes.push(format!("{file}: {sentence}"));
    }

    pub(super) fn keep(&mut self, subject: &SubjectId, part: Part) -> Result<(), ImportError> {
        self.keep_as(subject, &Kept::Part(part))
    }

    fn keep_as(&mut self, subject: &SubjectId, kept: &Kept) -> Result<(), ImportError> {
        let value = serde_json::to_vec(kept).map_err(std::io::Error::from)?;
        Ok(self.people.push(subject.as_str().as_bytes(), &value)?)
    }

    /// The error of a file that could not be read further.
    pub(super) fn unreadable(&self, error: std::io::Error) -> ImportError {
        source::unreadable(self.files.last().map_or("", String::as_str), error)
    }

    /// The error of a file that turned out to have another format.
    pub(super) fn misshapen(&self, reason: impl Into<String>) -> ImportError {
        ImportError::Format { file: self.files.last().cloned().unwrap_or_default(), reason: reason.into() }
    }

    pub(super) fn sorted_people(&mut self) -> Result<Sorted, ImportError> {
        Ok(self.people.take_sorted()?)
    }

    pub(super) fn summary(self, imported: Imported) -> Summary {
        Summary { imported, ..self.counts }
    }
}
