mod combine;
mod init;
mod set;
mod sign;
mod transcript;

use std::path::Path;

use clap::Subcommand;
use haetae_core::UnixTime;
use haetae_keys::Random;
use haetae_keys::ceremony::{Request, read_bounded};

use super::Said;

/// The root keys: their making and what they sign.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make root keys, one encrypted file for each custodian
    Init(init::Arguments),
    /// Make a root set from the keys of other sets, for a request that changes the roots
    Set(set::Arguments),
    /// Show what a request changes, and sign it with one custodian's key
    Sign(sign::Arguments),
    /// Combine the answers of enough custodians into a signed trust list, and extend the transcript
    Combine(combine::Arguments),
    /// Verify a transcript of ceremonies and show it
    Transcript(transcript::Arguments),
}

pub(crate) fn run(command: &Command, machine_time: UnixTime, random: &mut dyn Random) -> Said {
    match command {
        Command::Init(arguments) => init::run(arguments, random),
        Command::Set(arguments) => set::run(arguments),
        Command::Sign(arguments) => sign::run(arguments, machine_time),
        Command::Combine(arguments) => combine::run(arguments),
        Command::Transcript(arguments) => transcript::run(arguments),
    }
}

fn read_request(path: &Path) -> Result<Request, Box<dyn std::error::Error>> {
    Ok(Request::read(&read_bounded(path)?).map_err(|error| format!("{}: {error}", path.display()))?)
}
