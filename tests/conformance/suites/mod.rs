//! The public suites, read from the directory that `HAETAE_SUITES` names. A test whose suite is missing says so and
//! passes.

mod base45;
mod ed25519;
mod status_list;

use std::env;
use std::io::{self, Write as _};
use std::path::PathBuf;

use serde::de::DeserializeOwned;

/// One file of a suite, or `None` with a line that says what was skipped.
fn read<T: DeserializeOwned>(file: &str) -> Option<T> {
    let Some(path) = env::var_os("HAETAE_SUITES").map(|suites| PathBuf::from(suites).join(file)) else {
        return skipped(file, "HAETAE_SUITES is not set");
    };
    if !path.exists() {
        return skipped(file, &format!("{} is not there", path.display()));
    }
    let json = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_slice(&json).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn skipped<T>(file: &str, why: &str) -> Option<T> {
    // Bypasses the capture of test output: it must be visible in the log of a successful run.
    writeln!(io::stderr(), "skipped {file}: {why}").expect("standard error");
    None
}
