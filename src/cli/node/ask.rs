use std::path::PathBuf;

use clap::Args;

use super::request::{Purpose, Request};
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure, load};
use crate::journal::Folder;
use crate::runtime::installation;

/// The file of the node that asked, which opens the update.
pub(super) const IDENTITY: &str = "update.identity";

/// Arguments of `haetae node ask`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct AskArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The request to write; it must not exist. It is not secret
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Makes an identity for one update, and the request with its public half.
pub(super) fn run(args: &AskArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let installation = installation::around(&config)?
        .ok_or("nothing names the installation of this node: start the service once, which names it")?;
    let node = Folder::new(config.journal_directory()).node().ok().flatten().unwrap_or_else(|| "none".to_owned());
    let identity = config.data_dir.join(IDENTITY);
    if identity.exists() {
        return Err(format!(
            "this node has asked already: take the update that was given, or remove {} to ask again",
            identity.display()
        )
        .into());
    }
    let confirmation = Request::create(Purpose::Update, &node, Some(installation), &identity, &args.out, context)?;
    outln!(
        "Wrote {}. Bring it to the node that has the keys, and give it what this machine shows here:",
        args.out.display()
    );
    outln!();
    outln!("  haetae node give --for {} --confirm {confirmation} --out update.age", args.out.display());
    outln!();
    outln!("The confirmation shows that nobody has exchanged the request on its way: the update holds signing keys.");
    outln!("Then, here: haetae node take --data {} update.age", config.data_dir.display());
    Ok(0)
}
