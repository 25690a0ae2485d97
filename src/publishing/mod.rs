//! What everybody reads: the trust list, the status lists and the manifest that pins them, as signed files. Any web server can
//! serve them; this service is one.

mod error;
mod folder;
mod journal_head;
mod publisher;
mod served;
mod set;
mod status_list;
mod task;
#[cfg(test)]
mod tests;
mod trust_lists;
mod withdrawn;

pub use error::PublishError;
pub use folder::write_folder;
pub use publisher::{Publisher, PublisherTerms};
pub use served::ServedSet;
pub use set::{PublishedFile, PublishedSet};
pub use task::keep_published;
pub use trust_lists::{InstallError, Installed, TrustLists};
