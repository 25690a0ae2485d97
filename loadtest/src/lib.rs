//! Shows what a deployment of Haetae holds: puts load on a service, simulates a nation, and reports either.

pub mod nation;
pub mod report;
