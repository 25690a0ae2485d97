use haetae_core::UnixTime;

use super::act::{Act, ActLine};
use super::day_key::DayKey;
use super::digest::Digest;
use super::entry::{Entry, Head, Line, LineError};

/// What is entered into the journal.
#[derive(Clone, Debug)]
pub enum NewLine {
    /// Passes that one person was given.
    Passes(Entry),
    /// Something that an operator did.
    Act(Act),
}

impl From<Entry> for NewLine {
    fn from(entry: Entry) -> Self {
        Self::Passes(entry)
    }
}

impl From<Act> for NewLine {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}

impl NewLine {
    pub(super) fn append_to(&self, bytes: &mut Vec<u8>, before: Head, key: &DayKey) -> Head {
        match self {
            Self::Passes(entry) => entry.append_to(bytes, before, key),
            Self::Act(act) => act.append_to(bytes, before),
        }
    }
}

/// A line of the journal of either kind, as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyLine {
    /// Passes that one person was given.
    Passes(Line),
    /// Something that an operator did.
    Act(ActLine),
}

impl AnyLine {
    /// Reads a line without its line feed, and checks its hash.
    ///
    /// # Errors
    ///
    /// [`LineError`] for anything but a line as it was written.
    pub fn parse(line: &[u8]) -> Result<Self, LineError> {
        match Line::parse(line) {
            Err(LineError::NotAnEntry) => ActLine::parse(line).map(Self::Act),
            parsed => parsed.map(Self::Passes),
        }
    }

    /// The number of the line, from 1.
    pub const fn number(&self) -> u64 {
        self.head().entries
    }

    /// When it was entered.
    pub const fn time(&self) -> UnixTime {
        self.head().time
    }

    /// The hash of the line before.
    pub const fn prev(&self) -> Digest {
        match self {
            Self::Passes(line) => line.prev,
            Self::Act(line) => line.prev,
        }
    }

    /// The chain's end after this line.
    pub const fn head(&self) -> Head {
        match self {
            Self::Passes(line) => line.head(),
            Self::Act(line) => line.head(),
        }
    }
}
