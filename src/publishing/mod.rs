//! Publishes the data for scanners: the trust list, the status lists and the manifest that pins them, as signed files.
//! Any web server can serve them; so does this service.

mod day_before;
mod day_files;
mod decoys;
mod error;
mod folder;
mod gap;
mod journal_head;
mod journal_log;
mod last_set;
mod oldest_release;
mod packing;
mod publisher;
mod rehearsal;
mod schedule;
mod served;
mod status_list;
#[cfg(test)]
mod tests;
mod withdrawn;

pub use decoys::MIN_BATCH;
pub use error::PublishError;
pub use folder::write_folder;
pub use gap::{Gap, Known};
pub use last_set::{LastSet, set_of};
pub use oldest_release::{OldestRelease, OldestReleaseError};
pub use publisher::{Publisher, PublisherConfig};
pub use schedule::BATCH_SECONDS;
pub use served::ServedSet;
pub use status_list::DAYS_AHEAD;
