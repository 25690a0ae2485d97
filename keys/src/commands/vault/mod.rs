mod draw;
mod init;

use haetae_core::UnixTime;
use haetae_keys::Random;

use super::Said;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Make an empty vault
    Init(init::Arguments),
    /// Generate keys for the coming windows in a vault, and write their public parts for the next trust list
    Draw(draw::Arguments),
}

pub(crate) fn run(command: &Command, machine_time: UnixTime, random: &mut dyn Random) -> Said {
    match command {
        Command::Init(arguments) => init::run(arguments),
        Command::Draw(arguments) => draw::run(arguments, machine_time, random),
    }
}
