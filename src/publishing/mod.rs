//! Publishes the data for scanners: the trust list, the status lists and the manifest that pins them, as signed files.
//! Any web server can serve them; so does this service.

mod error;
mod folder;
mod gap;
mod journal_head;
mod last_set;
mod oldest_release;
mod publisher;
mod rehearsal;
mod served;
mod status_list;
#[cfg(test)]
mod tests;
mod withdrawn;

pub use error::PublishError;
pub use folder::write_folder;
pub use gap::{Gap, Known};
pub use last_set::{LastSet, set_of};
pub use oldest_release::{OldestRelease, OldestReleaseError};
pub use publisher::{Publisher, PublisherConfig};
pub use served::ServedSet;
pub use status_list::DAYS_AHEAD;
