//! Why rows are rejected or passed over: each reason with a stable code for programs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::SubjectId;

/// Why a row is left out. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectCode {
    /// The row cannot be parsed: not JSON, a field too many, too long.
    Malformed,
    /// Bytes that are not text.
    Encoding,
    /// A required field is missing.
    Missing,
    /// The subject is not a valid subject id.
    Subject,
    /// None of the person's identifiers belongs to a system that the configuration names.
    Identifier,
    /// No pass can show the name.
    Name,
    /// The birth date is not a valid date.
    BirthDate,
    /// Another date or time is not valid.
    Date,
    /// An implausible date: in the future, before the birth, after the death.
    ImplausibleDate,
    /// The product is unknown.
    Product,
    /// Any other evidence without a meaning that a pass can carry.
    Evidence,
    /// A code or a result of a test is not understood.
    NotUnderstood,
    /// It belongs to a patient that is in none of the files.
    PatientUnknown,
    /// It belongs to a patient that was left out.
    PatientRejected,
    /// It belongs to one of several patients, and it is unknown which.
    PatientAmbiguous,
    /// The same number with another name or birth date.
    AnotherPerson,
    /// The person's record was deleted, and may not come back.
    Deleted,
}

impl RejectCode {
    /// The code as reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Encoding => "encoding",
            Self::Missing => "missing",
            Self::Subject => "subject",
            Self::Identifier => "identifier",
            Self::Name => "name",
            Self::BirthDate => "birth_date",
            Self::Date => "date",
            Self::ImplausibleDate => "implausible_date",
            Self::Product => "product",
            Self::Evidence => "evidence",
            Self::NotUnderstood => "not_understood",
            Self::PatientUnknown => "patient_unknown",
            Self::PatientRejected => "patient_rejected",
            Self::PatientAmbiguous => "patient_ambiguous",
            Self::AnotherPerson => "another_person",
            Self::Deleted => "deleted",
        }
    }
}

/// What is wrong with a row: a code for programs, a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fault {
    pub(super) code: RejectCode,
    pub(super) sentence: String,
}

impl Fault {
    pub(super) fn new(code: RejectCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// A sentence without a code is about the form of the row.
impl From<String> for Fault {
    fn from(sentence: String) -> Self {
        Self::new(RejectCode::Malformed, sentence)
    }
}

impl From<&str> for Fault {
    fn from(sentence: &str) -> Self {
        Self::new(RejectCode::Malformed, sentence)
    }
}

/// A row that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The reason, as a code for programs.
    pub code: RejectCode,
    /// The reason, as a sentence.
    pub reason: String,
    /// The subject of the row, if it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// A person whose record stays unchanged, because a row of theirs was left out: without that row the record would be
/// incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftAlone {
    /// The subject id of the person.
    pub subject: SubjectId,
    /// The file of the first row that was left out.
    pub file: String,
    /// Its line, from 1.
    pub line: u64,
}

impl fmt::Display for LeftAlone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the record stays as it is, because of {}:{}", self.subject.as_str(), self.file, self.line)
    }
}

/// What is read but irrelevant for a pass. The codes are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassedOver {
    /// A row of separators only.
    EmptyRow,
    /// The header again, in concatenated files.
    RepeatedHeader,
    /// A resource that is not a patient, immunization or observation; an entry without a resource.
    OtherResource,
    /// A vaccine against something else.
    OtherVaccine,
    /// A dose that was not given, or does not count.
    NotGiven,
    /// Entered in error, or deleted.
    Withdrawn,
    /// An observation that is not a test for SARS-CoV-2.
    OtherObservation,
    /// A test without a final result, or with one that proves nothing.
    NoResult,
    /// An older version of a resource.
    OlderVersion,
    /// The same evidence again, from another source.
    Duplicate,
}

impl PassedOver {
    /// Its name for people, in the singular or plural.
    pub const fn words(self, count: u64) -> &'static str {
        let (one, many) = match self {
            Self::EmptyRow => ("empty row", "empty rows"),
            Self::RepeatedHeader => ("repeated header", "repeated headers"),
            Self::OtherResource => ("other resource", "other resources"),
            Self::OtherVaccine => ("other vaccine", "other vaccines"),
            Self::NotGiven => {
                ("dose that was not given or does not count", "doses that were not given or do not count")
            }
            Self::Withdrawn => ("resource entered in error or deleted", "resources entered in error or deleted"),
            Self::OtherObservation => ("other observation", "other observations"),
            Self::NoResult => ("test without a result that counts", "tests without a result that counts"),
            Self::OlderVersion => ("older version", "older versions"),
            Self::Duplicate => ("duplicate", "duplicates"),
        };
        if count == 1 { one } else { many }
    }
}
