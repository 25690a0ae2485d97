//! The log of all nodes' checkpoints: what is published of journals. One file a month, to which lines are only added;
//! each line names the hash of the line before it, across months.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::checkpoints::SignedCheckpoint;
use super::digest::Digest;

/// The prefix of the names of these files in manifests; the month follows, as `2026-11`.
pub const LOG_PREFIX: &str = "journal/";

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The number of the line since the log began, from 1.
    pub number: u64,
    /// SHA-256 of the line before, without its line feed; zeros in the first of all.
    pub prev: Digest,
    /// The checkpoint. Its signature has not been looked at.
    pub signed: SignedCheckpoint,
}

/// The log of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthLog {
    bytes: Vec<u8>,
    lines: Vec<LogLine>,
    /// Number and hash of the last line, of this month or the one before.
    last: (u64, Digest),
}

/// Why bytes are not the log of a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// A line is not one of a log.
    #[error("line {0} is not a line of a log")]
    NotALine(usize),
    /// A line does not follow the one before it.
    #[error("line {0} does not follow the line before it")]
    DoesNotFollow(usize),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    n: u64,
    prev: Digest,
    checkpoint: String,
}

impl MonthLog {
    /// An empty log that follows the one of an earlier month.
    #[must_use]
    pub const fn after(before: &Self) -> Self {
        Self { bytes: Vec::new(), lines: Vec::new(), last: before.last }
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`LogError`]
    pub fn parse(bytes: &[u8]) -> Result<Self, LogError> {
        let mut log = Self::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            let place = log.lines.len().saturating_add(1);
            let end = rest.iter().position(|byte| *byte == b'\n').ok_or(LogError::NotALine(place))?;
            let (line, after) = rest.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            let Written { n, prev, checkpoint } =
                serde_json::from_slice(line).map_err(|_| LogError::NotALine(place))?;
            let signed = SignedCheckpoint::parse(&checkpoint).ok_or(LogError::NotALine(place))?;
            if !log.lines.is_empty() && (prev != log.last.1 || n != log.last.0.saturating_add(1)) {
                return Err(LogError::DoesNotFollow(place));
            }
            log.last = (n, Digest(Sha256::digest(line).into()));
            log.lines.push(LogLine { number: n, prev, signed });
        }
        log.bytes = bytes.to_vec();
        Ok(log)
    }

    /// The lines, in their order.
    pub fn lines(&self) -> &[LogLine] {
        &self.lines
    }

    /// The checkpoints of a node, in their order.
    pub fn of_node(&self, node: &str) -> impl Iterator<Item = &SignedCheckpoint> {
        self.lines.iter().map(|line| &line.signed).filter(move |signed| signed.checkpoint.node == node)
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether its first line follows the last one of `before`.
    pub fn follows(&self, before: &Self) -> bool {
        self.lines
            .first()
            .is_none_or(|first| first.prev == before.last.1 && first.number == before.last.0.saturating_add(1))
    }

    /// Adds a line.
    pub fn add(&mut self, signed: SignedCheckpoint) {
        let (number, prev) = (self.last.0.saturating_add(1), self.last.1);
        // Never fails: plain data is written into memory.
        let line = serde_json::to_vec(&Written { n: number, prev, checkpoint: signed.text() }).unwrap_or_default();
        self.last = (number, Digest(Sha256::digest(&line).into()));
        self.bytes.extend_from_slice(&line);
        self.bytes.push(b'\n');
        self.lines.push(LogLine { number, prev, signed });
    }
}
