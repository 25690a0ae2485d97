//! `haetae bundle`: all data for scanners in one file, for scanners without a network.

mod animate;
mod receive;
mod show;
mod show_json;
mod source;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use haetae_core::MAX_BUNDLE_BYTES;
use haetae_keys::ceremony::{create_file, replace_file};
use source::{Source, SourceArgs};

use super::{Context, Failure};
use crate::cli::output::outln;

/// Arguments of `haetae bundle`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Exit status: 0 written, 2 wrong usage or failure; with a command below it, that of the command"
)]
pub(super) struct BundleArgs {
    #[command(subcommand)]
    command: Option<BundleCommand>,
    #[command(flatten)]
    source: SourceArgs,
    /// The file to write
    #[arg(long, value_name = "FILE", required = true)]
    out: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Subcommand)]
enum BundleCommand {
    /// Show what is in a bundle and how old it is; with --roots, also whether a scanner accepts it
    Show(show::ShowArgs),
    /// Show a bundle as a series of codes, for the camera of a scanner without a network
    Animate(animate::AnimateArgs),
    /// Put a bundle together from pictures or texts of such codes
    Receive(receive::ReceiveArgs),
}

/// Writes a bundle, or runs one of the commands about them.
pub(super) async fn run(args: &BundleArgs, context: &Context) -> Result<u8, Failure> {
    match (&args.command, &args.out) {
        (Some(BundleCommand::Show(show)), _) => show::run(show, context),
        (Some(BundleCommand::Animate(animate)), _) => animate::run(animate, context).await,
        (Some(BundleCommand::Receive(receive)), _) => receive::run(receive),
        (None, Some(out)) => write(args, out, context).await,
        (None, None) => Err("--out must name the file to write".into()),
    }
}

async fn write(args: &BundleArgs, out: &Path, context: &Context) -> Result<u8, Failure> {
    require_room(out, args.force)?;
    let source = Source::read(&args.source, context).await?;
    let bundle = source.within(MAX_BUNDLE_BYTES, context.clock.now());
    write_bundle(out, &bundle, args.force)?;
    outln!(
        "Version {}: {} bytes in {}. Fresh until {}, usable until {}.",
        source.contents.version,
        bundle.len(),
        out.display(),
        source.contents.stale.to_rfc3339(),
        source.contents.expires.to_rfc3339()
    );
    Ok(0)
}

/// Refuses before any work if the file exists already.
fn require_room(out: &Path, force: bool) -> Result<(), Failure> {
    if out.exists() && !force {
        return Err(format!("{} already exists: use --force to replace it", out.display()).into());
    }
    Ok(())
}

/// Writes the file atomically.
fn write_bundle(out: &Path, bundle: &[u8], force: bool) -> Result<(), Failure> {
    let written = if force { replace_file(out, bundle) } else { create_file(out, bundle) };
    Ok(written?)
}
