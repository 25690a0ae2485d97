use std::fmt::Display;

use serde::{Serialize, Serializer};

use crate::rules::document::{Document, Place};

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file must not be published.
    Error,
    /// Probably not meant.
    Warning,
}

impl Severity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Something that was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands.
    #[serde(flatten, serialize_with = "line_and_column")]
    pub place: Place,
    /// A name for it that does not change, for programs.
    pub code: &'static str,
    /// The part of the file: `restaurant from 2021-12-13, KR-PASS`.
    pub about: String,
    /// What it is, and what to do.
    pub what: String,
}

fn line_and_column<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Numbers {
        line: usize,
        column: usize,
    }
    Numbers { line: place.line, column: place.column }.serialize(serializer)
}

/// Collects what is found in a document.
pub(super) struct Findings<'d> {
    document: &'d Document<'d>,
    found: Vec<Finding>,
}

impl<'d> Findings<'d> {
    pub(super) const fn new(document: &'d Document<'d>) -> Self {
        Self { document, found: Vec::new() }
    }

    pub(super) fn error(&mut self, at: usize, code: &'static str, about: &str, what: impl Display) {
        self.add(Severity::Error, at, code, about, what);
    }

    pub(super) fn warning(&mut self, at: usize, code: &'static str, about: &str, what: impl Display) {
        self.add(Severity::Warning, at, code, about, what);
    }

    pub(super) fn has_errors(&self) -> bool {
        self.found.iter().any(|finding| finding.severity == Severity::Error)
    }

    pub(super) fn in_order(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|finding| (finding.place, finding.severity));
        self.found
    }

    pub(super) fn add(&mut self, severity: Severity, at: usize, code: &'static str, about: &str, what: impl Display) {
        let place = self.document.place(at);
        self.found.push(Finding { severity, place, code, about: about.to_owned(), what: what.to_string() });
    }
}
