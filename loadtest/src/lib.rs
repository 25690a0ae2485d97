//! Shows what a deployment of Haetae holds: puts load on a service, simulates a nation, and reports either.

pub mod clock;
pub mod load;
pub mod measured;
pub mod nation;
pub mod numbers;
pub mod report;
pub mod running;
pub mod scenario;
pub mod service;
