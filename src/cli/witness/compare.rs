use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::Failure;
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::witness::{Difference, WitnessFolder, compare};

/// Arguments of `haetae witness compare`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 both were shown the same, 1 they were shown different things, 2 wrong usage or failure"
)]
pub(super) struct CompareArgs {
    /// The folder of a witness
    #[arg(value_name = "DIR")]
    left: PathBuf,
    /// The folder of another
    #[arg(value_name = "DIR")]
    right: PathBuf,
    #[command(flatten)]
    form: AsJson,
}

#[derive(Serialize)]
struct ReportJson {
    differences: Vec<Difference>,
}

/// Compares two folders.
pub(super) fn run(args: &CompareArgs) -> Result<u8, Failure> {
    let (left, right) = (WitnessFolder::open_to_read(&args.left)?, WitnessFolder::open_to_read(&args.right)?);
    let differences = compare(&left, &right)?;
    let status = u8::from(!differences.is_empty());
    if args.form.json {
        json::print(&ReportJson { differences })?;
        return Ok(status);
    }
    for Difference { about, finding } in &differences {
        outln!("{about}: {finding}");
    }
    if differences.is_empty() {
        outln!("Both were shown the same.");
    }
    Ok(status)
}
