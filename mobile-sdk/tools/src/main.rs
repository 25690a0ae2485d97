//! `haetae-sdk-tools`: builds what the SDKs are made of, with generators of the versions in Cargo.lock.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds what the SDKs are made of.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the WebAssembly of the web SDK, for checking alone, for wallets, and with the decoder.
    /// Needs `npm ci` in mobile-sdk/web
    Web,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Web => web::build(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("haetae-sdk-tools: {error:#}");
            ExitCode::FAILURE
        }
    }
}
