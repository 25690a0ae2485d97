//! `haetae eligibility`: who may be issued what, from when.

mod add;
mod check;
mod diff;
mod explain;
mod schedule;
mod shown;

use std::fs;
use std::path::Path;

use clap::{Subcommand, ValueEnum};
use haetae_core::UnixTime;
use haetae_keys::PassKind;

use super::{Context, Failure};
use crate::eligibility::{EligibilityFile, Versions};
use crate::runtime::Node;

/// Commands about eligibility.
#[derive(Debug, Subcommand)]
pub(super) enum EligibilityCommand {
    /// Check a file: its form, and whether its canaries are answered as they say
    Check(check::CheckArgs),
    /// Say whether a person on record is eligible at a time, and which line says so
    Explain(explain::ExplainArgs),
    /// Count for whom another file answers otherwise, over everybody on record
    Diff(diff::DiffArgs),
    /// Show what changes when, and who changes at the next switch
    Schedule(schedule::ScheduleArgs),
    /// Add a file, which every node follows from its time on
    Add(add::AddArgs),
}

/// A kind of pass, as commands take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Pass {
    Phone,
    Paper,
}

impl From<Pass> for PassKind {
    fn from(pass: Pass) -> Self {
        match pass {
            Pass::Phone => Self::Phone,
            Pass::Paper => Self::Paper,
        }
    }
}

/// Runs one of them.
pub(super) async fn run(command: &EligibilityCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        EligibilityCommand::Check(args) => check::run(args),
        EligibilityCommand::Explain(args) => explain::run(args, context).await,
        EligibilityCommand::Diff(args) => diff::run(args, context).await,
        EligibilityCommand::Schedule(args) => schedule::run(args, context).await,
        EligibilityCommand::Add(args) => add::run(args, context).await,
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::from(format!("{}: {error}", path.display())))
}

/// A file that can be used.
fn read(path: &Path) -> Result<EligibilityFile, Failure> {
    EligibilityFile::read(&bytes(path)?).map_err(|problems| {
        let name = path.display();
        Failure::from(problems.iter().map(|problem| format!("{name}:{problem}")).collect::<Vec<_>>().join("\n"))
    })
}

/// All stored versions.
async fn stored(node: &Node) -> Result<Versions, Failure> {
    Ok(Versions::default().with(&node.store.eligibility_after(0).await?))
}

/// The stored file that is in force at a time; `None` before the first.
fn in_force(versions: &Versions, at: UnixTime) -> Result<Option<&EligibilityFile>, Failure> {
    let Some(version) = versions.in_force(at) else { return Ok(None) };
    let unusable = |problem: &String| Failure::from(format!("version {} cannot be used: {problem}", version.number));
    version.file.as_ref().map(Some).map_err(unusable)
}
