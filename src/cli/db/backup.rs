use std::path::PathBuf;

use clap::Args;

use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load};
use crate::journal::{ActKind, ActOutcome};
use crate::runtime::installation;
use crate::store;

/// Arguments of `haetae db backup`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct BackupArgs {
    /// The file to write; it must not exist, and only its owner may read it
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) async fn run(args: &BackupArgs, data: &DataFolder, context: &mut Context) -> Result<u8, Failure> {
    let (config, file) = (load(data, context)?, &args.file);
    if file.exists() {
        return Err(format!("{} exists already", file.display()).into());
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(format!("there is no folder {}: make it, or name another place", folder.display()).into());
    }
    installation::require(&config).await?;
    let mut acts = Acts::open(&config, context)?;
    store::back_up(&config, file).await?;
    let entered = acts.enter(ActKind::DbBackup, [], ActOutcome::Done);
    // There is no copy that the journal does not know.
    entered.inspect_err(|_| drop(std::fs::remove_file(file)))?;
    let bytes = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    outln!("{} bytes in {}. It holds personal data: keep it as safe as the database.", bytes, file.display());
    Ok(0)
}
