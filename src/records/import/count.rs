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
    /// Further notes on the files: how one was read, what looks odd.
    pub notes: Vec<String>,
}

/// A number of rows, and the places of the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The number of rows.
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
