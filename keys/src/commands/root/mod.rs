mod init;
mod passphrase;

use clap::Subcommand;
use haetae_keys::Random;

use super::Said;

/// The root keys: their making and what they sign.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes root keys, one encrypted file for each custodian
    Init(init::Arguments),
}

pub(crate) fn run(command: &Command, random: &mut dyn Random) -> Said {
    match command {
        Command::Init(arguments) => init::run(arguments, random),
    }
}
