use clap::Args;

use super::standing::change_all;
use super::subjects::{SubjectFile, Subjects, subject};
use super::{Context, DataFolder, Failure, open, reason};
use crate::cli::output::outln;
use crate::config::Config;
use crate::store::StandingChange;

/// Arguments of `haetae revoke`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 revoked, now or before, 1 no such person, 2 wrong usage or failure")]
pub(super) struct RevokeArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    subjects: Subjects,
    /// The reason, for the record: 1 to 500 characters on one line
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Write the result as JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `haetae reinstate`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 reinstated, or not revoked, 1 no such person, 2 wrong usage or failure")]
pub(super) struct ReinstateArgs {
    #[command(flatten)]
    data: DataFolder,
    #[command(flatten)]
    subjects: Subjects,
    /// Write the result as JSON
    #[arg(long)]
    json: bool,
}

/// Voids the passes of one person, or of all people in a file.
pub(super) async fn run(args: &RevokeArgs, context: &Context) -> Result<u8, Failure> {
    let reason = args.reason.as_deref().map(reason).transpose()?;
    let Some(file) = &args.subjects.from else {
        let subject = subject(args.subjects.subject.as_deref().unwrap_or_default())?;
        let (config, node) = open(&args.data, context).await?;
        let change = node.store.revoke(&subject, node.clock.now(), reason.as_ref()).await?;
        let done = format!("Revoked. {}", published(&config));
        return show_one(change, args.json, &done, "This person was revoked already; nothing changed.");
    };
    let file = SubjectFile::open(file)?;
    let (config, node) = open(&args.data, context).await?;
    let outcome = change_all(file, async |subjects| {
        Ok(node.store.revoke_all(subjects, node.clock.now(), reason.as_ref()).await?)
    });
    let outcome = outcome.await?;
    let status = outcome.show(args.json, "revoked", "revoked already");
    if outcome.done > 0 && !args.json {
        outln!("{}", published(&config));
    }
    Ok(status)
}

/// Lets revoked people have passes again.
pub(super) async fn reinstate(args: &ReinstateArgs, context: &Context) -> Result<u8, Failure> {
    let Some(file) = &args.subjects.from else {
        let subject = subject(args.subjects.subject.as_deref().unwrap_or_default())?;
        let (_, node) = open(&args.data, context).await?;
        let done = "Reinstated, with a new serial number. The old passes stay void; phones can fetch new ones.";
        let change = node.store.reinstate(&subject).await?;
        return show_one(change, args.json, done, "This person is not revoked; nothing changed.");
    };
    let file = SubjectFile::open(file)?;
    let (_, node) = open(&args.data, context).await?;
    let outcome = change_all(file, async |subjects| Ok(node.store.reinstate_all(subjects).await?)).await?;
    Ok(outcome.show(args.json, "reinstated, with new serial numbers", "not revoked"))
}

fn show_one(change: StandingChange, json: bool, done: &str, already: &str) -> Result<u8, Failure> {
    let (is_done, words) = match change {
        StandingChange::Done => (1, done),
        StandingChange::Already => (0, already),
        StandingChange::Unknown => return Err(unknown()),
    };
    if json {
        outln!("{}", serde_json::json!({ "done": is_done, "already": 1 - is_done, "problems": [] }));
    } else {
        outln!("{words}");
    }
    Ok(0)
}

/// When scanners can know of the change.
pub(super) fn published(config: &Config) -> String {
    let within = config.publishing.poll + config.publishing.interval;
    format!("A running service publishes it within {within} s; elsewhere run `haetae publish`.")
}

/// The error for an unknown person.
pub(super) fn unknown() -> Failure {
    Failure::no("there is no record of that subject")
}
