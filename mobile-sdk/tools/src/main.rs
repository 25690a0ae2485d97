//! `haetae-sdk-tools`: builds what the SDKs are made of, with generators of the versions in Cargo.lock, and tests what
//! others have built.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod adapter;
#[cfg(feature = "bindings")]
mod bindings;
mod conformance;
#[cfg(feature = "bindings")]
mod size;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Builds what the SDKs are made of, and tests implementations of the format.
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
    /// Builds the library and the code for Kotlin, in mobile-sdk/kotlin/src/generated
    #[cfg(feature = "bindings")]
    Kotlin,
    /// Builds the library and the code for Swift, in mobile-sdk/swift/Sources and mobile-sdk/swift/lib
    #[cfg(feature = "bindings")]
    Swift {
        /// Builds a static library besides, in mobile-sdk/swift/lib/static
        #[arg(long)]
        static_library: bool,
    },
    /// Builds the library and the code for Python, in mobile-sdk/python/src/haetae/_ffi
    #[cfg(feature = "bindings")]
    Python,
    /// Builds those of all three languages
    #[cfg(feature = "bindings")]
    Bindings,
    /// Runs a program through all vectors of the format, and says what passes, what fails and why each case exists.
    /// docs/conformance.md has the protocol
    Conformance(conformance::ConformanceArgs),
    /// The program for `conformance` around this implementation: reads requests and writes answers
    ConformanceAdapter,
}

fn main() -> ExitCode {
    run(Arguments::parse().command).unwrap_or_else(|error| {
        eprintln!("haetae-sdk-tools: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Web => web::build()?,
        #[cfg(feature = "bindings")]
        Command::Kotlin => bindings::build(&[bindings::Language::Kotlin], false)?,
        #[cfg(feature = "bindings")]
        Command::Swift { static_library } => bindings::build(&[bindings::Language::Swift], static_library)?,
        #[cfg(feature = "bindings")]
        Command::Python => bindings::build(&[bindings::Language::Python], false)?,
        #[cfg(feature = "bindings")]
        Command::Bindings => bindings::build(&bindings::Language::ALL, false)?,
        Command::Conformance(arguments) => {
            // Failed cases have a status of their own.
            return conformance::run(arguments).or_else(|error| {
                eprintln!("haetae-sdk-tools: {error:#}");
                Ok(ExitCode::from(2))
            });
        }
        Command::ConformanceAdapter => adapter::run()?,
    }
    Ok(ExitCode::SUCCESS)
}
