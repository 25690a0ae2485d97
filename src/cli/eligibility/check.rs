use std::path::PathBuf;

use clap::Args;
use haetae_core::UnixTime;
use serde::Serialize;

use super::bytes;
use super::shown::{self, LineJson};
use crate::cli::Failure;
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::eligibility::{EligibilityFile, WrongCanary};

/// Arguments of `haetae eligibility check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 nothing is wrong, 1 something is wrong, 2 wrong usage or failure")]
pub(in crate::cli) struct CheckArgs {
    /// The eligibility file
    file: PathBuf,
    #[command(flatten)]
    form: AsJson,
}

/// What is written for programs.
#[derive(Default, Serialize)]
struct Report<'f> {
    ok: bool,
    problems: &'f [String],
    wrong_canaries: &'f [WrongCanary],
    version: Option<u64>,
    from: Option<UnixTime>,
    lines: Vec<LineJson<'f>>,
    canaries: usize,
}

pub(super) fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let read = EligibilityFile::read(&bytes(&args.file)?);
    let wrong = read.as_ref().map_or_else(|_| Vec::new(), EligibilityFile::wrong_canaries);
    let is_ok = read.is_ok() && wrong.is_empty();
    if args.form.json {
        let report = Report { ok: is_ok, wrong_canaries: &wrong, ..Report::default() };
        json::print(&match &read {
            Ok(file) => Report {
                version: Some(file.version),
                from: Some(file.from),
                lines: file.lines.iter().map(LineJson::of).collect(),
                canaries: file.canaries.len(),
                ..report
            },
            Err(problems) => Report { problems, ..report },
        })?;
        return Ok(u8::from(!is_ok));
    }
    let name = args.file.display();
    match &read {
        Err(problems) => problems.iter().for_each(|problem| outln!("{name}:{problem}")),
        Ok(file) => {
            shown::lines(file);
            wrong.iter().for_each(|canary| outln!("wrong: {canary}"));
            if is_ok {
                outln!("All {} canaries are answered as they say.", file.canaries.len());
            }
        }
    }
    Ok(u8::from(!is_ok))
}
