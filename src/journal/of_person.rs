use std::collections::BTreeSet;

use super::chain::Findings;
use super::entry::Line;
use crate::model::Serial;

/// The passes issued to one person under any of the person's serials: collected while [`verify`](super::verify) reads
/// the journal.
#[derive(Clone, Debug)]
pub struct IssuedTo {
    serials: BTreeSet<u32>,
    entries: Vec<Line>,
}

impl IssuedTo {
    /// Looks for entries of these serials.
    pub fn new(serials: impl IntoIterator<Item = Serial>) -> Self {
        Self { serials: serials.into_iter().map(|serial| serial.0).collect(), entries: Vec::new() }
    }

    /// The entries found, in their order.
    pub fn into_entries(self) -> Vec<Line> {
        self.entries
    }
}

impl Findings for IssuedTo {
    fn entry(&mut self, line: &Line) {
        if self.serials.contains(&line.serial) {
            self.entries.push(line.clone());
        }
    }

    fn advance(&mut self, _: u64) {}
}
