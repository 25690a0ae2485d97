//! The service that is put under load: whether it may be (`marked`), one of its own (`installed`), and what its
//! processes and its metrics say meanwhile (`samples`).

/// A service of one's own.
pub mod installed;
/// Whether a service may be put under load.
pub mod marked;
/// What processes and metrics show.
pub mod samples;
