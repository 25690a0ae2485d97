//! The command line: parses, calls, prints.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use haetae_loadtest::load::crew;
use haetae_loadtest::report::Report;
use haetae_loadtest::running::{self, Options};
use haetae_loadtest::scenario::Scenario;

/// Shows what a deployment of Haetae holds
///
/// Exit status: 0 done, and all targets held; 1 a target was missed, or a run is invalid; 2 wrong usage or failure.
#[derive(Debug, Parser)]
#[command(name = "haetae-loadtest", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Nation(haetae_loadtest::nation::Arguments),
    /// Put load on a service as a scenario says, and report what came of it
    Run(Box<Options>),
    /// Read scenarios, and say what is wrong with them
    Check {
        /// Their files
        #[arg(required = true)]
        scenarios: Vec<PathBuf>,
    },
    /// Draw a report again from its JSON
    Render {
        /// The report
        report: PathBuf,
        /// The folder for the new one
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// An earlier report, as JSON, to compare with
        #[arg(long, value_name = "FILE")]
        compare: Option<PathBuf>,
    },
    /// What `run` starts as its workers
    #[command(hide = true)]
    Worker,
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(execute(Arguments::parse().command)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

async fn execute(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Run(options) => {
            let earlier = options.compare.as_deref().map(Report::read).transpose()?;
            let program = std::env::current_exe()?;
            let report = tokio::select! {
                report = running::run(&options, &program) => report?,
                // What it has started ends with it, and its folder is removed.
                _ = tokio::signal::ctrl_c() => anyhow::bail!("interrupted"),
            };
            write(&report, &options.out, earlier.as_ref())
        }
        Command::Check { scenarios } => {
            for file in scenarios {
                let scenario = Scenario::read(&file)?;
                println!("{}: good, {} seconds", scenario.name, scenario.seconds.get_ref());
            }
            Ok(true)
        }
        Command::Render { report, out, compare } => {
            let earlier = compare.as_deref().map(Report::read).transpose()?;
            write(&Report::read(&report)?, &out, earlier.as_ref())
        }
        Command::Nation(arguments) => {
            let mut all_held = true;
            for report in arguments.run()? {
                println!("\n{}\n{}", report.name, report.story);
                all_held &= match &arguments.out {
                    Some(folder) => write(&report, &folder.join(&report.name), None)?,
                    None => say(&report),
                };
            }
            Ok(all_held)
        }
        Command::Worker => crew::work().await.map(|()| true),
    }
}

/// Writes a report and says what matters most of it; whether it is good.
fn write(report: &Report, folder: &std::path::Path, earlier: Option<&Report>) -> anyhow::Result<bool> {
    let files = report.write(folder, earlier)?;
    let is_good = say(report);
    files.iter().for_each(|file| println!("{}", file.display()));
    Ok(is_good)
}

/// Says what matters most of a report; whether it is good.
fn say(report: &Report) -> bool {
    report.findings.iter().for_each(|finding| println!("{finding}"));
    for target in &report.targets {
        let word = if target.held { "held  " } else { "MISSED" };
        println!("{word}  {}: {} ({})", target.name, target.measured, target.bound);
    }
    if let Some(why) = &report.invalid {
        println!("INVALID: {why}");
    }
    report.is_good()
}
