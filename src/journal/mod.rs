//! The journal: records who issued what and when, and what operators did, for later audits. An append-only file of
//! hash-chained lines on each issuing node; an entry is durable before the answer with its passes is sent.
//! docs/journal.md has the format.

mod act;
mod any_line;
mod attesting;
mod audit;
mod chain;
mod checkpoints;
mod day_key;
mod digest;
mod end;
mod entry;
mod folder;
mod group_commit;
mod highest_serial;
mod issued_passes;
mod log;
mod of_person;
mod segment;
mod segment_ends;
#[cfg(test)]
mod tests;
mod writer;

pub use act::{Act, ActKind, ActLine, ActOutcome, Detail};
pub use any_line::{AnyLine, NewLine};
pub use attesting::AttestError;
pub use audit::{Audit, Kept, Missing, MissingKind, audit};
pub use chain::{ChainReport, Findings, verify};
pub use checkpoints::{Checkpoints, SignedCheckpoint};
pub use digest::Digest;
pub use end::{End, check_end};
pub use entry::{Entry, Head, IssuedPass, Kind, Line, LineError, ReadPass};
pub use folder::{Folder, HEAD_PREFIX};
pub use group_commit::{Journal, JournalStatus};
pub use highest_serial::highest_serial;
pub use issued_passes::{IssuedPasses, IssuedThrough};
pub use log::{LOG_PREFIX, LogError, LogLine, MonthLog};
pub use of_person::IssuedTo;
pub use segment::SegmentName;
pub use writer::{Disk, Found, JournalError, SystemDisk, Writer};
