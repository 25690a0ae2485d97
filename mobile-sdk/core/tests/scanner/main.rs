//! A scanner over many codes: what it learns about its clock, whom it has seen, and what it warns of.

mod clock;
mod door;
mod facade;
mod files;
mod memory;
mod next_steps;
mod outlook;
mod policies;
mod renewal;
mod series;
mod snapshots;
mod wallet;
mod warnings;
