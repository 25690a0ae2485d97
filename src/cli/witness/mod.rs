//! `haetae witness`: for a second party that does not want to rely on the issuer's word.

mod acknowledge;
mod compare;
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::{Context, Failure};

/// Arguments of `haetae witness`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Exit status: 0 no alarm is open, 1 an alarm is open, 2 wrong usage or failure (docs/witness.md)"
)]
pub(super) struct WitnessArgs {
    #[command(subcommand)]
    command: Option<WitnessCommand>,
    /// The address of the service or of a mirror: everything before /v1/trust
    #[arg(long, value_name = "URL", required = true)]
    url: Option<String>,
    /// The witness's folder, which is made if it is missing
    #[arg(long, value_name = "DIR", required = true)]
    folder: Option<PathBuf>,
    /// The pinned roots, handed over by the issuer: {"threshold": 2, "keys": [JWK, ...]}
    #[arg(long, value_name = "FILE", required = true)]
    trust_anchor: Option<PathBuf>,
    /// Look once and end
    #[arg(long)]
    once: bool,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    interval: u64,
    /// Write metrics for a Prometheus node exporter into this file after each look
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
    /// Write JSON for programs instead of text, one status a line (docs/commands.md)
    #[arg(long)]
    json: bool,
}

/// What else can be done with a witness's folder.
#[derive(Debug, Subcommand)]
enum WitnessCommand {
    /// Compare what two witnesses have kept: a split view shows
    Compare(compare::CompareArgs),
    /// End the alarms that last, after somebody has looked into them
    Acknowledge(acknowledge::AcknowledgeArgs),
}

/// Runs the witness, or one of its commands.
pub(super) async fn run(args: WitnessArgs, context: &Context) -> Result<u8, Failure> {
    match args.command {
        Some(WitnessCommand::Compare(args)) => compare::run(&args),
        Some(WitnessCommand::Acknowledge(args)) => acknowledge::run(&args, context),
        None => {
            let missing = |name: &str| Failure::from(format!("{name} is missing"));
            let watch = watch::Watch {
                url: args.url.ok_or_else(|| missing("--url"))?,
                folder: args.folder.ok_or_else(|| missing("--folder"))?,
                trust_anchor: args.trust_anchor.ok_or_else(|| missing("--trust-anchor"))?,
                once: args.once,
                interval: Duration::from_secs(args.interval),
                metrics: args.metrics,
                json: args.json,
            };
            watch.run(context).await
        }
    }
}
