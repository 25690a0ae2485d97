//! The command line: parses, calls, prints.

use clap::{Parser, Subcommand};

/// Shows what a deployment of Haetae holds
#[derive(Debug, Parser)]
#[command(name = "haetae-loadtest", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Nation(haetae_loadtest::nation::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Nation(arguments) => arguments.run(),
    }
}
