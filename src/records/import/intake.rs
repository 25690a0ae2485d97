//! What the readers of all formats share: where parts of people go, and where bad rows are reported.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::part::Part;
use super::sorter::{Sorted, Sorter};
use super::source::{Input, Source};
use super::{ImportError, ImportOptions, Observer, Reject, Summary};
use crate::records::SubjectId;
use crate::store::Imported;

/// A line of a file of this import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    file: usize,
    line: u64,
}

pub(super) struct Intake<'a> {
    observer: &'a mut dyn Observer,
    /// The issuer's zone.
    pub(super) zone: TimeZone,
    files: Vec<String>,
    bytes_before: u64,
    bytes_read: u64,
    /// Parts of people by subject.
    people: Sorter,
    /// FHIR patients, and what refers to them, by reference.
    pub(super) references: Sorter,
    statements: u64,
    bundles: u64,
    rejected: u64,
    superseded: u64,
    ignored: u64,
}

impl<'a> Intake<'a> {
    pub(super) fn new(options: &ImportOptions, observer: &'a mut dyn Observer) -> Self {
        let sorter = |scratch: &PathBuf| Sorter::new(scratch.clone());
        Self {
            observer,
            zone: options.zone.clone(),
            files: Vec::new(),
            bytes_before: 0,
            bytes_read: 0,
            people: sorter(&options.scratch),
            references: sorter(&options.scratch),
            statements: 0,
            bundles: 0,
            rejected: 0,
            superseded: 0,
            ignored: 0,
        }
    }

    /// Turns to the next file.
    pub(super) fn begin(&mut self, source: Source) -> Input {
        let (name, input) = source.into_input();
        self.files.push(name);
        self.bytes_before = self.bytes_read;
        input
    }

    /// So many bytes of the present file have been read.
    pub(super) fn read(&mut self, bytes: u64) {
        self.bytes_read = self.bytes_before + bytes;
        self.observer.read(self.bytes_read);
    }

    pub(super) fn stored(&mut self, people: u64) {
        self.observer.stored(people);
    }

    /// A line of the present file.
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

    /// A number for what says everything of a person at once: a row, or the rows of one file.
    pub(super) fn next_statement(&mut self) -> u64 {
        self.statements += 1;
        self.statements
    }

    /// A number for a Bundle, within which references are resolved.
    pub(super) fn next_bundle(&mut self) -> u64 {
        self.bundles += 1;
        self.bundles
    }

    pub(super) fn reject(&mut self, place: Place, reason: impl Into<String>) {
        self.rejected += 1;
        let reject = Reject { file: self.file_of(place).to_owned(), line: place.line, reason: reason.into() };
        self.observer.rejected(&reject);
    }

    pub(super) fn supersede(&mut self, rows: u64) {
        self.superseded += rows;
    }

    pub(super) fn ignore(&mut self) {
        self.ignored += 1;
    }

    pub(super) fn keep(&mut self, subject: &SubjectId, part: &Part) -> Result<(), ImportError> {
        let value = serde_json::to_vec(part).map_err(std::io::Error::from)?;
        Ok(self.people.push(subject.as_str().as_bytes(), &value)?)
    }

    /// The error of a file that could not be read on.
    pub(super) fn unreadable(&self, source: std::io::Error) -> ImportError {
        ImportError::Read { file: self.files.last().cloned().unwrap_or_default(), source }
    }

    /// The error of a file that is not what it seemed.
    pub(super) fn misshapen(&self, reason: impl Into<String>) -> ImportError {
        ImportError::Format { file: self.files.last().cloned().unwrap_or_default(), reason: reason.into() }
    }

    pub(super) fn sorted_people(&mut self) -> Result<Sorted, ImportError> {
        Ok(self.people.take_sorted()?)
    }

    pub(super) fn summary(&self, imported: Imported) -> Summary {
        Summary { imported, rejected: self.rejected, superseded: self.superseded, ignored: self.ignored }
    }
}
