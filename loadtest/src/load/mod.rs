//! Puts load on a service: what is asked (`act`, `person`, `partner`), how it is sent (`pool`), when (`worker`),
//! whether the answer is good (`check`), and what is counted (`tally`). `crew` starts the workers and puts together
//! what they counted.

/// Whether answers are good, by the core.
pub mod check;
pub mod crew;
mod doing;
/// What a worker is to do.
pub mod job;
/// Spans of time, in histograms.
pub mod latencies;
/// What becomes of requests.
pub mod outcome;
/// Who vouches for people.
pub mod partner;
/// Who has keys and asks for passes.
pub mod person;
/// Who comes when.
pub mod plan;
/// Connections.
pub mod pool;
mod renewing;
mod requests;
mod syncing;
/// What is counted.
pub mod tally;
/// Whether the generator kept up.
pub mod validity;
mod visit;
pub mod worker;
