use std::path::PathBuf;

use clap::Args;

use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load};
use crate::runtime::installation;
use crate::store;

/// Arguments of `haetae db restore`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct RestoreArgs {
    /// A file that `haetae db backup` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) async fn run(args: &RestoreArgs, data: &DataFolder, context: &Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let known = installation::around(&config)?;
    let kept = store::restore(&config, &args.file, known.as_deref(), context.clock.now()).await?;
    outln!("{} is in the place of {} now.", args.file.display(), config.database_path().display());
    if let Some(kept) = kept {
        outln!("The database that was there before is kept as {}.", kept.display());
    }
    outln!("Nothing is published from it and no serial is given until what came after the backup is brought back:");
    outln!("haetae db reconcile --data {}", data.path.display());
    Ok(0)
}
