//! What is in `deploy/`, with the programs that it is for: systemd, nginx, HAProxy, Prometheus. The image and the chart
//! are read here and not run.

mod chart;
mod image;
mod prometheus;
mod proxies;
mod systemd;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_haetae");

/// A file below `deploy/`.
fn deployed(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(path)
}

fn text(path: &str) -> String {
    std::fs::read_to_string(deployed(path)).expect(path)
}

/// Runs a program to its end. Those of the administrator are not always on the path.
fn run(command: &mut Command) -> Output {
    let path = std::env::var("PATH").unwrap_or_default();
    let name = command.get_program().to_owned();
    command.env("PATH", format!("{path}:/usr/sbin:/sbin")).output().unwrap_or_else(|error| panic!("{name:?}: {error}"))
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
