mod combine;
mod init;
mod set;
mod sign;

use std::path::Path;

use clap::Subcommand;
use haetae_keys::Random;
use haetae_keys::ceremony::{Request, read_bounded};

use super::Said;

/// The root keys: their making and what they sign.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes root keys, one encrypted file for each custodian
    Init(init::Arguments),
    /// Puts a root set together from the keys of others, for a request that changes the roots
    Set(set::Arguments),
    /// Says what a request changes, and signs it with one custodian's key
    Sign(sign::Arguments),
    /// Puts the answers of enough custodians together to a signed trust list
    Combine(combine::Arguments),
}

pub(crate) fn run(command: &Command, random: &mut dyn Random) -> Said {
    match command {
        Command::Init(arguments) => init::run(arguments, random),
        Command::Set(arguments) => set::run(arguments),
        Command::Sign(arguments) => sign::run(arguments),
        Command::Combine(arguments) => combine::run(arguments),
    }
}

fn read_request(path: &Path) -> Result<Request, Box<dyn std::error::Error>> {
    Ok(Request::read(&read_bounded(path)?).map_err(|error| format!("{}: {error}", path.display()))?)
}
