mod compromise;
mod voided;

use clap::Subcommand;
use haetae_core::UnixTime;

use super::{DataFolder, Failure, Surroundings};

/// Commands about the keys that this node signs with.
#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Withdraw a key that somebody else may have: stop signing with it, have its passes refused, ask for a list without it
    Compromise(compromise::CompromiseArgs),
}

/// Runs one of them.
pub(super) async fn run(data: &DataFolder, command: &KeysCommand, surroundings: &Surroundings) -> Result<u8, Failure> {
    match command {
        KeysCommand::Compromise(args) => compromise::run(data, args, surroundings).await,
    }
}

/// Reads a time of the command line.
pub(super) fn time(text: &str) -> Result<UnixTime, String> {
    let time = text.parse::<jiff::Timestamp>().map_err(|_| "a time as 2026-11-22T09:00:00Z".to_owned())?;
    let seconds = u64::try_from(time.as_second()).ok().and_then(UnixTime::new);
    seconds.ok_or_else(|| "a time from 1970 to the end of year 9999".to_owned())
}
