use std::path::PathBuf;

use clap::Args;

use super::{Context, DataFolder, Failure, open};
use crate::cli::output::outln;
use crate::publishing::write_folder;
use crate::render::text::plural;

/// Arguments of `haetae publish`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(super) struct PublishArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The folder to write into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Publishes what is due and writes it as a static folder.
pub(super) async fn run(args: &PublishArgs, context: &Context) -> Result<u8, Failure> {
    let (config, node) = open(&args.data, context).await?;
    let now = super::clock::require_agreement(&node, &config).await?;
    node.publisher.refresh(now).await?;
    let served = node.publisher.served().ok_or("nothing is published")?;
    let new = write_folder(&served, &args.out)?;
    outln!(
        "Version {}: {} {}, {new} of them new, in {}. Fresh until {}, usable until {}.",
        served.contents.version,
        served.contents.files().len(),
        plural(served.contents.files().len(), "file", "files"),
        args.out.display(),
        served.contents.stale.to_rfc3339(),
        served.contents.expires.to_rfc3339()
    );
    Ok(0)
}
