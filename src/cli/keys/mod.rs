mod compromise;
mod destroy;
mod draw;
mod load;
mod plan;
mod status;
mod table;
mod token;
mod voided;

use std::collections::BTreeSet;
use std::path::Path;

use clap::Subcommand;
use haetae_core::{Kid, UnixTime};
use haetae_keys::SealedFolder;
use haetae_keys::ceremony::{Layout, read_bounded};
use haetae_keys::planning::KeyFile;

use super::{DataFolder, Failure, Surroundings};
use crate::config::Config;
use crate::signing::SigningError;

/// Commands about the keys that this node signs with.
#[derive(Debug, Subcommand)]
pub(super) enum KeysCommand {
    /// Show when each key is due, where it is, and when the custodians are needed next
    Status(status::StatusArgs),
    /// Take the keys that are due within 35 days from the vault
    Load(load::LoadArgs),
    /// Make the keys of the coming windows inside the token, and their spares in the vault
    Draw(draw::DrawArgs),
    /// Destroy keys in the token whose windows have ended, or that are on no list
    Destroy(destroy::DestroyArgs),
    /// Write a request for the next trust list, with new keys and without those that have ended
    Plan(plan::PlanArgs),
    /// Withdraw a stolen key: stop signing with it, have scanners refuse its passes, request a list without it
    Compromise(compromise::CompromiseArgs),
}

/// Runs one of them.
pub(super) async fn run(
    data: &DataFolder,
    command: &KeysCommand,
    surroundings: &mut Surroundings,
) -> Result<u8, Failure> {
    match command {
        KeysCommand::Draw(args) => draw::run(data, args, surroundings),
        KeysCommand::Destroy(args) => destroy::run(data, args, surroundings),
        KeysCommand::Status(args) => status::run(data, args, surroundings).await,
        KeysCommand::Load(args) => load::run(data, args, surroundings),
        KeysCommand::Plan(args) => plan::run(data, args, surroundings),
        KeysCommand::Compromise(args) => compromise::run(data, args, surroundings).await,
    }
}

/// The keys in a vault, or in `vault/` beside the data if it is there. Nothing is opened.
fn vault_kids(given: Option<&Path>, config: &Config) -> Result<BTreeSet<Kid>, Failure> {
    let beside = Layout::new(&config.data_dir).vault();
    let folder = match given {
        Some(folder) => folder,
        None if beside.exists() => &beside,
        None => return Ok(BTreeSet::new()),
    };
    let kids = SealedFolder::open(folder).and_then(|vault| vault.kids()).map_err(SigningError::from)?;
    Ok(kids.into_iter().collect())
}

/// Reads a key file.
pub(super) fn read_key_file(path: &Path) -> Result<KeyFile, Failure> {
    KeyFile::read(&read_bounded(path)?).map_err(|error| Failure::from(format!("{}: {error}", path.display())))
}

/// Reads a time of the command line.
pub(super) fn time(text: &str) -> Result<UnixTime, String> {
    let time = text.parse::<jiff::Timestamp>().map_err(|_| "a time as 2026-11-22T09:00:00Z".to_owned())?;
    let seconds = u64::try_from(time.as_second()).ok().and_then(UnixTime::new);
    seconds.ok_or_else(|| "a time from 1970 to the end of year 9999".to_owned())
}
