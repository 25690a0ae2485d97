use clap::Args;
use serde::Serialize;

use super::Failure;
use crate::cli::output::outln;

/// The choice between text and JSON.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct AsJson {
    /// Write JSON for programs instead of text (docs/commands.md)
    #[arg(long)]
    pub(super) json: bool,
}

/// Writes one JSON document to the standard output.
pub(super) fn print(document: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document).map_err(|error| Failure::from(error.to_string()))?;
    outln!("{text}");
    Ok(())
}
