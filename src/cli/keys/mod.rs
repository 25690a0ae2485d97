mod compromise;
mod voided;

use clap::Subcommand;

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
