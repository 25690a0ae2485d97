//! Haetae's service: it keeps people's records, issues passes from them, publishes what scanners must know, and answers
//! HTTP. ARCHITECTURE.md shows the parts and their dependencies.

pub mod attestation;
pub mod cli;
pub mod clock;
pub mod config;
pub mod eligibility;
mod gathering;
pub mod http;
pub mod identity;
pub mod issuing;
pub mod journal;
pub mod limits;
pub mod model;
pub mod operators;
pub mod publishing;
pub mod queue;
pub mod records;
pub mod render;
pub mod rules;
pub mod runtime;
pub mod sandbox;
pub mod scan;
pub mod signing;
pub mod specimens;
pub mod store;
pub mod telemetry;
pub mod witness;
