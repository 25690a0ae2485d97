//! `haetae rules`: one file a command.

mod candidate;
mod check;
mod diff;
mod explain;
mod publish;
mod rollback;
mod sign;
mod source;
mod status;
mod test;

use std::fs;
use std::path::Path;

use clap::Subcommand;
use haetae_core::{RulesFile, UnixTime};

use super::{Context, Failure};
use crate::rules::draft::Draft;
use crate::rules::standing;
use source::Source;

/// The rules at the door.
#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// Find everything that is wrong with a rules file, with line and column
    Check(check::CheckArgs),
    /// Ask a rules file about invented passes, and compare its answers with the expected ones
    Test(test::TestArgs),
    /// Show why a policy admits a pass or does not: each condition with its values
    Explain(explain::ExplainArgs),
    /// Count for whom on record another rules file answers otherwise
    Diff(diff::DiffArgs),
    /// Sign a rules file with the rules key that is due, as the next version
    Sign(sign::SignArgs),
    /// Publish a signed rules file: scanners take it with the next manifest
    Publish(publish::PublishArgs),
    /// Show which rules are in force, what comes next, and who published what
    Status(status::StatusArgs),
    /// Publish the content of an earlier version again, as a new version
    Rollback(rollback::RollbackArgs),
}

/// Runs a command about rules. The answer is the exit status.
pub(super) async fn run(command: &RulesCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        RulesCommand::Check(args) => check::run(args, context),
        RulesCommand::Test(args) => test::run(args, context),
        RulesCommand::Explain(args) => explain::run(args, context).await,
        RulesCommand::Diff(args) => diff::run(args, context).await,
        RulesCommand::Sign(args) => sign::run(args, context).await,
        RulesCommand::Publish(args) => publish::run(args, context).await,
        RulesCommand::Status(args) => status::run(args, context).await,
        RulesCommand::Rollback(args) => rollback::run(args, context).await,
    }
}

/// The policies that count, and how many come later.
pub(super) fn in_words(file: &RulesFile, now: UnixTime) -> String {
    let policies = standing::policies(file, now);
    let current: Vec<&str> =
        policies.iter().filter(|policy| policy.is_current).map(|policy| policy.id.as_str()).collect();
    let later = policies.len() - current.len();
    let current =
        if current.is_empty() { "no policy counts now".to_owned() } else { format!("policies {}", current.join(", ")) };
    match later {
        0 => current,
        later => format!("{current}, {later} to come"),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::from(format!("{}: {error}", path.display())))
}

/// A file of rules that can be evaluated.
fn draft(path: &Path, context: &Context) -> Result<Draft, Failure> {
    let draft = Draft::read(&read(path)?, context.clock.now());
    draft.map_err(|what| Failure::from(format!("{}: {what}", path.display())))
}
