use std::cmp::Ordering;
use std::sync::{Arc, Mutex};

use haetae_core::queue::{Ticket, Trail};
use haetae_core::{FileHash, TrustSync};

/// What somebody does next, and when.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// When it is due, in microseconds after the start.
    pub(super) due: u64,
    /// When the person came.
    pub(super) arrived: u64,
    /// The place of the stream.
    pub(super) stream: usize,
    /// The number of the person among all.
    pub(super) number: u64,
    /// The place of the person, if one is needed.
    pub(super) person: Option<usize>,
    /// What is done.
    pub(super) step: Step,
    /// How often it was tried in vain.
    pub(super) failures: u32,
    /// The partner's assertion, and when it was made, in microseconds after the start.
    pub(super) assertion: Option<(Arc<str>, u64)>,
    /// The place in the waiting room.
    pub(super) ticket: Option<Arc<(Ticket, String)>>,
    /// What the last reading of the waiting room's file left.
    pub(super) trail: Option<Trail>,
    /// What a scanner holds that syncs.
    pub(super) sync: Option<Arc<Mutex<TrustSync>>>,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// All that the stream's people do.
    Only,
    /// A scanner that syncs reads the manifest.
    Manifest,
    /// It reads the file of this hash.
    File(FileHash),
    /// The waiting room's file is read.
    Read,
    /// The waiting room of this number is joined.
    Join(u32),
    /// The turn has come: the passes are asked for.
    Passes,
}

impl Step {
    /// What is counted for it.
    pub(super) fn key(self, stream: &str) -> String {
        match self {
            Self::Only => stream.to_owned(),
            Self::Manifest => format!("{stream}: manifest"),
            Self::File(_) => format!("{stream}: files"),
            Self::Read => format!("{stream}: read"),
            Self::Join(_) => format!("{stream}: join"),
            Self::Passes => format!("{stream}: passes"),
        }
    }
}

/// The earliest is the greatest, as a heap wants it.
impl Ord for Visit {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.due, other.number).cmp(&(self.due, self.number))
    }
}

impl PartialOrd for Visit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Visit {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Visit {}
