//! `haetae-keys`: makes and shows keys, on a machine that needs no network.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod commands;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use haetae_core::UnixTime;
use haetae_keys::{RandomUnavailable, memory};

use crate::commands::{init, manual, root, show, vault};

/// Makes and shows the keys of a Haetae issuer.
#[derive(Parser)]
#[command(version, after_help = commands::EXIT_STATUS)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a root set, the keys of an issuing node and the first trust list
    Init(init::Arguments),
    /// List the keys of the trust list in a directory that `init` made
    Show(show::Arguments),
    /// The root keys: make them, sign with them, combine signatures
    #[command(subcommand, after_help = commands::EXIT_STATUS)]
    Root(root::Command),
    /// The vault: keys of later windows and cold spares, away from the issuing nodes
    #[command(subcommand, after_help = commands::EXIT_STATUS)]
    Vault(vault::Command),
    /// Write a completion script for a shell to the standard output
    Completions(manual::Completions),
    /// Write man pages, one for each command
    Man(manual::Man),
}

fn main() -> ExitCode {
    if let Err(error) = memory::forbid_dumps() {
        eprintln!("haetae-keys: keys may get into a core dump: {error}");
    }
    // Where it is not possible the machine should have no swap; the README says so.
    memory::lock();
    let result = match Arguments::parse().command {
        Command::Init(arguments) => init::run(&arguments, system_time(), &mut system_random),
        Command::Show(arguments) => show::run(&arguments),
        Command::Root(command) => root::run(&command, system_time(), &mut system_random),
        Command::Vault(command) => vault::run(&command, system_time(), &mut system_random),
        Command::Completions(arguments) => manual::completions(&arguments),
        Command::Man(arguments) => manual::man(&arguments),
    };
    match result.and_then(|text| Ok(std::io::stdout().write_all(text.as_bytes())?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("haetae-keys: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn system_time() -> UnixTime {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    UnixTime::saturating_new(since_1970.as_secs())
}

/// The one place that reads the system's random numbers.
fn system_random(bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
    aws_lc_rs::rand::fill(bytes).map_err(|_| RandomUnavailable)
}
