//! What a scanner trusts (sections 5 and 7): a state machine that takes bytes and says what became of them. It begins
//! with pinned roots, and whatever it refuses changes nothing.

mod at_hand;
mod by_hash;
mod day_status;
mod file;
mod files;
mod files_after;
mod list;
mod outcome;
mod set;
mod snapshot;
mod store;

pub use day_status::DayStatus;
pub use files_after::MAX_KEPT_BYTES;
pub use outcome::Outcome;
pub(crate) use set::MOST_LINKS;
pub use snapshot::Restored;
pub use store::TrustStore;
