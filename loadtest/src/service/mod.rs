//! The service that is put under load: whether it may be (`marked`), one of its own (`own`: a node or a cluster),
//! and what its processes and its metrics say meanwhile (`samples`).

/// Several nodes of one's own.
pub mod cluster;
/// A data folder.
pub mod data_folder;
/// A node of one's own.
pub mod installed;
/// Whether a service may be put under load.
pub mod marked;
/// A service of one's own.
pub mod own;
/// What processes and metrics show.
pub mod samples;
