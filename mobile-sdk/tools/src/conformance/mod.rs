//! The conformance kit: runs an implementation through the vectors (docs/conformance.md).

mod badge;
mod program;
mod report;
mod results;
mod sections;
mod subject;
mod vectors;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use report::Report;
use results::Counts;
use sections::Planned;
use subject::Subject;
use vectors::Vectors;

/// Arguments of `haetae-sdk-tools conformance`.
#[derive(Args)]
#[command(after_help = "Exit status: 0 something passed and nothing failed, 1 something failed or nothing passed, 2 \
                        wrong usage, or the program cannot be run")]
pub(crate) struct ConformanceArgs {
    /// A folder with vector files, in the place of those that this program was built with
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
    /// A folder for report.json, report.md, table.txt and badge.svg, made if it does not exist
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Run only this file or section, such as checks.json or checks.json/codes; may be given several times
    #[arg(long, value_name = "FILE[/SECTION]")]
    only: Vec<String>,
    /// How long an answer may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    within: u64,
    /// The program to test, and its arguments
    #[arg(required = true, last = true, value_name = "PROGRAM")]
    program: Vec<String>,
}

/// Runs the sections and reports.
///
/// # Errors
///
/// Where the vectors cannot be read, the program cannot be started, or the report cannot be written.
pub(crate) fn run(arguments: ConformanceArgs) -> Result<ExitCode> {
    let vectors = match &arguments.vectors {
        Some(folder) => Vectors::of_folder(folder)?,
        None => Vectors::built_in()?,
    };
    let mut planned = sections::planned(&vectors);
    for only in &arguments.only {
        let names = || planned.iter().map(Planned::full_name).collect::<Vec<_>>().join(", ");
        ensure!(planned.iter().any(|section| section.is_named(only)), "there is no {only}: there are {}", names());
    }
    planned.retain(|section| arguments.only.is_empty() || arguments.only.iter().any(|only| section.is_named(only)));

    let mut subject = Subject::start(arguments.program, Duration::from_secs(arguments.within))?;
    let mut sections = Vec::new();
    for section in planned {
        eprint!("{}: ", section.full_name());
        let section = section.run(&mut subject);
        let Counts { passed, failed, not_covered } = Counts::of(&section.cases);
        eprintln!("{passed} passed, {failed} failed, {not_covered} not covered");
        sections.push(section);
    }
    drop(subject.shut_down());

    let report = Report::new(subject.about(), &vectors.hashes, &sections);
    let mut output = std::io::stdout().lock();
    // Who closes the output has seen enough.
    let _ = write!(output, "{}\n{}", report.headline(), report.table());
    for file in Vectors::files().into_iter().filter(|file| !vectors.hashes.contains_key(file)) {
        let _ = writeln!(output, "\n{file} is not in this folder.");
    }
    if let Some(folder) = &arguments.report {
        write_files(folder, &report)?;
    }
    let is_good = report.total.passed > 0 && report.total.failed == 0;
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write_files(folder: &Path, report: &Report<'_>) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let json = serde_json::to_string_pretty(report).context("the report")? + "\n";
    let files = [
        ("report.json", json),
        ("report.md", report.markdown()),
        ("table.txt", report.table()),
        ("badge.svg", badge::svg(report.total)),
    ];
    for (name, content) in files {
        let path = folder.join(name);
        std::fs::write(&path, content).with_context(|| path.display().to_string())?;
    }
    Ok(())
}
