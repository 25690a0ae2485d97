use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use haetae_core::UnixTime;

use super::{Acts, Context, DataFolder, Failure};
use crate::cli::output::outln;
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Folder};
use crate::runtime::{ClockWatch, Node, Verdict};

/// Commands about this machine's clock.
#[derive(Debug, Subcommand)]
pub(super) enum ClockCommand {
    /// Let a node whose clock disagrees sign again: the clock that this machine shows now is right
    Accept(AcceptArgs),
}

/// Arguments of `haetae clock accept`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(super) struct AcceptArgs {
    #[command(flatten)]
    data: DataFolder,
}

/// Runs one of them.
pub(super) async fn run(command: &ClockCommand, context: &mut Context) -> Result<u8, Failure> {
    let ClockCommand::Accept(args) = command;
    let (config, node) = super::open(&args.data, context).await?;
    let now = node.clock.now();
    let mut acts = Acts::open(&config, context)?;
    node.store.accept_clock(now).await?;
    acts.enter(ActKind::ClockAccept, [("clock", now.to_rfc3339().into())], ActOutcome::Done)?;
    outln!(
        "The clock is accepted: {}. A node on this database whose clock shows this time, to within {} s, signs again with its next poll.",
        now.to_rfc3339(),
        config.publishing.clock_limit
    );
    Ok(0)
}

/// Refuses to sign with a clock that disagrees, for commands that sign once. The time to sign with.
pub(super) async fn require_agreement(node: &Node, config: &Config) -> Result<UnixTime, Failure> {
    node.publisher.follow().await.ok();
    let manifest = node.publisher.served().map(|served| (served.contents.version, served.contents.issued));
    let (now, verdict) = watch(node, config).poll(manifest, true).await?;
    match verdict {
        // Whether other nodes agree shows only with time, which a command does not have.
        Verdict::Sign | Verdict::Wait => Ok(now),
        Verdict::Disagree(disagreement) => Err(Failure::from(format!(
            "{disagreement}: nothing is signed. Set the clock, or if it is right: haetae clock accept"
        ))),
    }
}

/// The watch of this node's name, if its service has one, as it would start now.
pub(super) fn watch(node: &Node, config: &Config) -> ClockWatch {
    let name = Folder::new(config.journal_directory()).node().ok().flatten().unwrap_or_default();
    let lease = Duration::from_secs(config.publishing.lease);
    ClockWatch::new(name, Arc::clone(&node.clock), Arc::clone(&node.store) as _, config.publishing.clock_limit, lease)
}
