//! What everybody reads: the trust list, the status lists and the manifest that pins them, as signed files.

mod set;

pub use set::{PublishedFile, PublishedSet};
