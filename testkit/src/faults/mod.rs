//! Faults made on purpose: a cluster of real programs, a proxy that disturbs what passes through it, a client that
//! tells an answer from silence, and a log of what happened when. `tests/faults` puts them together.

pub mod client;
pub mod cluster;
pub mod log;
pub mod proxy;
