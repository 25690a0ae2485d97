//! Counts partners' requests in Redis, so that a limit is one for all nodes together. Redis is a help and never the
//! truth: it holds no name of a person and nothing that would be missed. While it is away, full, read-only or slow,
//! each node counts its share of the limits alone, and no request waits longer than the deadline.

mod breaker;
mod counter;
mod examine;
mod keep;
mod leases;
mod link;
mod script;
mod servers;
mod status;
mod trouble;

pub use counter::SharedCounter;
pub use examine::{Examination, examine};
pub use servers::{Servers, SetupError};
pub use status::{State, Status};
pub use trouble::Trouble;

pub(super) use counter::Verdict;
pub(super) use leases::Lease;
