//! Tests the architecture that ARCHITECTURE.md draws. A new dependency makes a test fail; each rule is also tried on a
//! made-up violation, so that it can fail.

mod claims;
mod crates;
mod data;
mod data_model;
mod deployed;
mod layers;
mod lengths;
mod links;
mod modules;
mod outside_world;
mod reliability;
mod sources;
mod steps;
mod versions;
mod widths;

/// Fails with every violation, each on a line.
fn require_none(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}
