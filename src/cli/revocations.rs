//! `haetae revocations`: lists what was revoked, when and why.
use clap::{Args, Subcommand};
use haetae_core::UnixTime;

use super::subjects::subject;
use super::{Context, DataFolder, Failure, open};
use crate::cli::output::outln;
use crate::model::Reason;
use crate::render::text::civil_time;
use crate::store::RevocationQuery;

/// Revocations read at a time.
const PAGE: u32 = 1_000;

/// Revocations.
#[derive(Debug, Subcommand)]
pub(super) enum RevocationsCommand {
    /// List revocations in the order in which they were made
    List(ListArgs),
}

/// Arguments of `haetae revocations list`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(super) struct ListArgs {
    #[command(flatten)]
    data: DataFolder,
    /// Only revocations from this time on, such as 2026-11-22T09:00:00Z
    #[arg(long, value_name = "TIME", value_parser = super::time)]
    since: Option<UnixTime>,
    /// Only revocations of this person
    #[arg(long, value_name = "ID")]
    subject: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Lists revocations.
pub(super) async fn run(command: &RevocationsCommand, context: &Context) -> Result<u8, Failure> {
    let RevocationsCommand::List(args) = command;
    let of = args.subject.as_deref().map(subject).transpose()?;
    let (_, node) = open(&args.data, context).await?;
    let zone = node.issuer.config().calendar.zone();
    let mut query = RevocationQuery { subject: of, since: args.since, after: 0 };
    let mut total = 0_u64;
    loop {
        let page = node.store.revocations(&query, PAGE).await?;
        let Some(last) = page.last().map(|entry| entry.number) else { break };
        query.after = last;
        total += page.len() as u64;
        for entry in page {
            let subject = entry.subject.as_ref().map(|subject| subject.as_str());
            if args.json {
                outln!(
                    "{}",
                    serde_json::json!({
                        "number": entry.number,
                        "at": entry.at.to_rfc3339(),
                        "subject": subject,
                        "serial": entry.serial.0,
                        "reason": entry.reason,
                        "in_force": entry.in_force,
                    })
                );
                continue;
            }
            let standing = match (subject, entry.in_force) {
                (None, _) => "erased",
                (Some(_), true) => "revoked",
                (Some(_), false) => "reinstated or given a new serial since",
            };
            let (at, who) = (civil_time(entry.at, zone), subject.unwrap_or("-"));
            outln!("{at}  {who}  {standing}  {}", entry.reason.as_ref().map_or("-", Reason::as_str));
        }
    }
    if total == 0 && !args.json {
        outln!("No revocations.");
    }
    Ok(0)
}
