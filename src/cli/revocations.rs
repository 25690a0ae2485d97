//! `haetae revocations`: what was revoked, when and why.

use clap::{Args, Subcommand};
use haetae_core::UnixTime;

use super::subjects::subject;
use super::{DataFolder, Failure, Surroundings, open};
use crate::render::words::civil_time;
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
    #[arg(long, value_name = "TIME", value_parser = super::keys::time)]
    since: Option<UnixTime>,
    /// Only revocations of this person
    #[arg(long, value_name = "ID")]
    subject: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Lists revocations.
pub(super) async fn run(command: &RevocationsCommand, surroundings: &Surroundings) -> Result<u8, Failure> {
    let RevocationsCommand::List(args) = command;
    let of = args.subject.as_deref().map(subject).transpose()?;
    let (_, node) = open(&args.data, surroundings).await?;
    let zone = node.issuer.terms().calendar.zone();
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
                println!(
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
                (Some(_), false) => "reinstated or renumbered since",
            };
            let (at, who) = (civil_time(entry.at, zone), subject.unwrap_or("-"));
            println!("{at}  {who}  {standing}  {}", entry.reason.as_deref().unwrap_or("-"));
        }
    }
    if total == 0 && !args.json {
        println!("No revocations.");
    }
    Ok(0)
}
