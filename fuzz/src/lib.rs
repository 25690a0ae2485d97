//! Hostile input for everything that reads what strangers wrote. A [`Target`] is one such reader and what must hold
//! whatever it is given, beside that it does not panic. `cargo test` shows each its seeds and some thousand changed
//! ones; `fuzz/run` lets libFuzzer search for hours.

mod cose;
mod mutation;
mod replay;
mod repository;
mod search;
mod service;
mod targets;
mod vectors;

use haetae_testkit::allocation::Counting;
pub use mutation::Mutator;
pub use replay::crash_folder;
pub use search::{Failed, search};
pub use targets::{TARGETS, target};

/// Counts, so that a target can promise how much memory an input may take.
#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A reader, and what must hold for every input.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// What must hold, for people.
    pub promise: &'static str,
    /// Reads the input, and panics where the promise is broken.
    pub run: fn(&[u8]),
    /// Inputs to start from: good ones, and bad ones that are nearly good.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How many changed seeds the short run of `cargo test` tries.
    pub rounds: u32,
}
