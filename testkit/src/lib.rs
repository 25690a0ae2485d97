//! What the tests and benchmarks of several crates share. Nothing that ships depends on it.
//!
//! Only integration tests and benchmarks can use it: a crate's unit tests see another copy of their own crate's types.

pub mod allocation;
pub mod authority;
#[cfg(feature = "service")]
pub mod faults;
pub mod phone;
mod signer;
pub mod turns;
pub mod vectors;

#[cfg(feature = "service")]
pub mod servers;
#[cfg(feature = "service")]
pub mod service;
#[cfg(feature = "keys")]
pub mod token;

pub use signer::Signer;
