//! The public suites, read from the directory that `HAETAE_SUITES` names. A test whose suite is missing says so and
//! passes.

mod base45;
mod certlogic;
mod ed25519;
mod status_list;

use std::env;
use std::io::{self, Write as _};
use std::path::PathBuf;

use serde::de::DeserializeOwned;

/// One file of a suite, or `None` with a line that says what was skipped.
fn read<T: DeserializeOwned>(file: &str) -> Option<T> {
    Some(serde_json::from_slice(&bytes(file)?).unwrap_or_else(|error| panic!("{file}: {error}")))
}

/// The same of a file with a value on each line.
fn read_lines<T: DeserializeOwned>(file: &str) -> Option<Vec<T>> {
    let lines = bytes(file)?;
    let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    Some(lines.map(|line| serde_json::from_slice(line).unwrap_or_else(|error| panic!("{file}: {error}"))).collect())
}

fn bytes(file: &str) -> Option<Vec<u8>> {
    let Some(path) = env::var_os("HAETAE_SUITES").map(|suites| PathBuf::from(suites).join(file)) else {
        return skipped(file, "HAETAE_SUITES is not set");
    };
    if !path.exists() {
        return skipped(file, &format!("{} is not there", path.display()));
    }
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn skipped<T>(file: &str, why: &str) -> Option<T> {
    // Bypasses the capture of test output: it must be visible in the log of a successful run.
    writeln!(io::stderr(), "skipped {file}: {why}").expect("standard error");
    None
}
