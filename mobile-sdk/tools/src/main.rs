//! `haetae-sdk-tools`: builds what the SDKs are made of, with generators of the versions in Cargo.lock.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

#[cfg(feature = "bindings")]
mod bindings;
#[cfg(feature = "bindings")]
mod size;
mod web;
mod workspace;

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
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Web => web::build(),
        #[cfg(feature = "bindings")]
        Command::Kotlin => bindings::build(&[bindings::Language::Kotlin], false),
        #[cfg(feature = "bindings")]
        Command::Swift { static_library } => bindings::build(&[bindings::Language::Swift], static_library),
        #[cfg(feature = "bindings")]
        Command::Python => bindings::build(&[bindings::Language::Python], false),
        #[cfg(feature = "bindings")]
        Command::Bindings => bindings::build(&bindings::Language::ALL, false),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("haetae-sdk-tools: {error:#}");
            ExitCode::FAILURE
        }
    }
}
