//! A scanner over many codes: what it learns about its clock, whom it has seen, and what it warns of.

mod authority;
mod clock;
mod door;
mod files;
mod memory;
mod renewal;
mod series;
mod snapshots;
mod warnings;
