use clap::Args;

use super::{DataFolder, Failure, Surroundings};

/// Arguments of `haetae serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    data: DataFolder,
}

/// Runs the service.
pub(super) async fn run(_args: &ServeArgs, _surroundings: &Surroundings) -> Result<u8, Failure> {
    Err("to come".into())
}
