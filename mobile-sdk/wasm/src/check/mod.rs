//! What a scanner is: what it trusts, its verdicts, and what it keeps.

pub(crate) mod challenge;
mod limits;
mod plan;
mod scanner;
mod slots;
pub(crate) mod time;
mod verdict;

pub use limits::limits;
pub use scanner::Scanner;
#[cfg(feature = "decode")]
pub use scanner::{bundle_of, policies_of};
pub use slots::{SlotWrite, read_slots, write_slots};
