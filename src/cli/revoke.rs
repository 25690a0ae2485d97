use clap::Args;

use super::{DataFolder, Failure, Surroundings, open};
use crate::records::{MAX_REASON, SubjectId};
use crate::store::StandingChange;

/// Arguments of `haetae revoke`.
#[derive(Debug, Args)]
pub(super) struct RevokeArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The person's subject id
    #[arg(long, value_name = "ID")]
    subject: String,
    /// Why, for the record: up to 500 characters
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Arguments of `haetae reinstate`.
#[derive(Debug, Args)]
pub(super) struct ReinstateArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The person's subject id
    #[arg(long, value_name = "ID")]
    subject: String,
}

/// Voids a person's passes.
pub(super) async fn run(args: &RevokeArgs, surroundings: &Surroundings) -> Result<u8, Failure> {
    let subject = subject(&args.subject)?;
    if args.reason.as_ref().is_some_and(|reason| reason.chars().count() > MAX_REASON) {
        return Err(format!("--reason must be at most {MAX_REASON} characters").into());
    }
    let (config, node) = open(&args.data, surroundings).await?;
    match node.store.revoke(&subject, node.clock.now(), args.reason.as_deref()).await? {
        StandingChange::Done => println!(
            "Revoked. A running service publishes it within {} s; elsewhere run `haetae publish`.",
            config.publishing.poll + config.publishing.interval
        ),
        StandingChange::Already => println!("This person was revoked already; nothing changed."),
        StandingChange::Unknown => return Err(unknown()),
    }
    Ok(0)
}

/// Gives a revoked person passes again.
pub(super) async fn reinstate(args: &ReinstateArgs, surroundings: &Surroundings) -> Result<u8, Failure> {
    let subject = subject(&args.subject)?;
    let (_, node) = open(&args.data, surroundings).await?;
    match node.store.reinstate(&subject).await? {
        StandingChange::Done => {
            println!("Reinstated, with a new serial number: the old passes stay void, new ones can be fetched.");
        }
        StandingChange::Already => println!("This person is not revoked; nothing changed."),
        StandingChange::Unknown => return Err(unknown()),
    }
    Ok(0)
}

/// Reads a subject id from the command line.
pub(super) fn subject(text: &str) -> Result<SubjectId, Failure> {
    SubjectId::new(text).ok_or_else(|| Failure::from("--subject must be 1 to 64 characters of A-Z a-z 0-9 . _ : -"))
}

/// That there is no such person.
pub(super) fn unknown() -> Failure {
    Failure::no("there is no record of that subject")
}
