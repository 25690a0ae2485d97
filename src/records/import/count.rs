//! Counts what happened to everything that was read. Every row is in exactly one of the counts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::reject::{LeftAlone, PassedOver, Reject, RejectCode};
use crate::store::Imported;

/// Rejects of one code, or people left alone, that a summary shows.
pub const EXAMPLES: usize = 5;

/// The result of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// What happened to the people.
    pub imported: Imported,
    /// Rows and FHIR resources read: `used`, `superseded`, `rejected`, `left_alone` and `passed_over` together.
    pub read: u64,
    /// Rows that are in the records.
    pub used: u64,
    /// Rows that did not count because a later one replaces everything about the same person.
    pub superseded: u64,
    /// Rows left out, each reported to the observer.
    pub rejected: u64,
    /// Good rows of people whose record stays as it is.
    pub left_alone: u64,
    /// Rejects by their codes.
    pub rejects: BTreeMap<RejectCode, Tally>,
    /// Rows and resources that are irrelevant for a pass, by kind.
    pub passed_over: BTreeMap<PassedOver, u64>,
    /// People whose record stays as it is.
    pub people_left_alone: u64,
    /// The first of these people.
    pub left_alone_examples: Vec<LeftAlone>,
    /// People of whom there was more evidence than a record keeps.
    pub people_with_evidence_left_out: u64,
    /// The pieces of evidence beyond it, with the first of these people. Their rows count as used.
    pub evidence_left_out: Tally,
    /// Further notes on the files: how one was read, what looks odd.
    pub notes: Vec<String>,
}

/// A number of rows or pieces, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The number.
    pub count: u64,
    /// The first, as `file:line: reason`.
    pub examples: Vec<String>,
}

impl Summary {
    /// Rows and resources that are irrelevant for a pass.
    pub fn ignored(&self) -> u64 {
        self.passed_over.values().sum()
    }

    pub(super) fn add_reject(&mut self, reject: &Reject) {
        self.rejected += 1;
        let tally = self.rejects.entry(reject.code).or_default();
        tally.count += 1;
        if tally.examples.len() < EXAMPLES {
            tally.examples.push(reject.to_string());
        }
    }

    pub(super) fn add_evidence_left_out(&mut self, pieces: usize, of_whom: String) {
        self.people_with_evidence_left_out += 1;
        self.evidence_left_out.count += pieces as u64;
        if self.evidence_left_out.examples.len() < EXAMPLES {
            self.evidence_left_out.examples.push(of_whom);
        }
    }

    pub(super) fn add_left_alone(&mut self, left: &LeftAlone) {
        self.people_left_alone += 1;
        if self.left_alone_examples.len() < EXAMPLES {
            self.left_alone_examples.push(left.clone());
        }
    }

    pub(super) fn pass_over(&mut self, kind: PassedOver) {
        *self.passed_over.entry(kind).or_default() += 1;
    }
}
