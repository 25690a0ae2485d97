//! Which way the arrows go, as ARCHITECTURE.md draws them. A new arrow makes a test fail; each rule is tried on a made-up
//! violation besides, so that it can fail.

mod crates;
mod data;
mod data_model;
mod layers;
mod lengths;
mod modules;
mod outside_world;
mod sources;
mod steps;
mod versions;
mod widths;

/// Fails with every violation, each on a line.
fn require_none(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}
