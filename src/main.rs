//! Parses the command line, gives the command its clock and its randomness, and runs it. The system's clock and
//! randomness are made only here.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use haetae::cli::{self, Arguments, Context};
use haetae::clock::SystemClock;
use haetae_keys::RandomUnavailable;

#[tokio::main]
async fn main() -> ExitCode {
    let context = Context {
        clock: Arc::new(SystemClock),
        random: Box::new(system_random),
        environment: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
    };
    cli::run(Arguments::parse(), context).await.into()
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system's random numbers")]
fn system_random(bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
    getrandom::fill(bytes).map_err(|_| RandomUnavailable)
}
