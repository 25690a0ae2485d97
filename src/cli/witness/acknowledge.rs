use std::path::PathBuf;

use clap::Args;

use crate::cli::output::outln;
use crate::cli::{Context, Failure};
use crate::signing::read_roots;
use crate::witness::{Witness, WitnessFolder};

/// Arguments of `haetae witness acknowledge`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(super) struct AcknowledgeArgs {
    /// The witness's folder; no witness may work in it
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// The pinned roots
    #[arg(long, value_name = "FILE")]
    trust_anchor: PathBuf,
}

/// Ends the alarms that last. One that is found again is raised again.
pub(super) fn run(args: &AcknowledgeArgs, context: &Context) -> Result<u8, Failure> {
    // A wrong path is refused before a folder is made there.
    WitnessFolder::open_to_read(&args.folder)?;
    let mut witness = Witness::open(&args.folder, read_roots(&args.trust_anchor)?)?;
    for ended in witness.acknowledge(context.clock.now())? {
        outln!("Acknowledged: {}", ended.alarm);
    }
    Ok(0)
}
