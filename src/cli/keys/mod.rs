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
use haetae_core::Kid;
use haetae_keys::SealedFolder;
use haetae_keys::ceremony::Layout;

pub(super) use load::remove_ended;
pub(super) use token::has_ended;

use super::{Context, DataFolder, Failure};
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
pub(super) async fn run(data: &DataFolder, command: &KeysCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        KeysCommand::Draw(args) => draw::run(data, args, context),
        KeysCommand::Destroy(args) => destroy::run(data, args, context),
        KeysCommand::Status(args) => status::run(data, args, context).await,
        KeysCommand::Load(args) => load::run(data, args, context),
        KeysCommand::Plan(args) => plan::run(data, args, context),
        KeysCommand::Compromise(args) => compromise::run(data, args, context).await,
    }
}

/// The keys in a vault, or in `vault/` in the data folder if it exists. Nothing is decrypted.
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
