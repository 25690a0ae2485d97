use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{Kid, SECONDS_PER_DAY, TrustList, UnixTime};
use haetae_keys::ceremony::{Layout, minute, read_bounded};
use haetae_keys::planning::{KeyLocations, KeyReport, take};
use haetae_keys::{Passphrase, SealedFolder, UnlockedFolder};

use super::token::{HeldInToken, has_ended};
use crate::cli::output::{out, outln};
use crate::cli::{Acts, Context, DataFolder, Failure, load, trust_request};
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome};
use crate::signing::SigningError;

/// How long after their day the day keys of visits are destroyed, in seconds: 28 days.
const VISITS_KEPT: u64 = 28 * SECONDS_PER_DAY;

/// Arguments of `haetae keys load`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct LoadArgs {
    /// The vault; `vault` in the data folder by default
    #[arg(long, value_name = "DIR")]
    vault: Option<PathBuf>,
    /// A file with the vault's passphrase in its first line; `vault.passphrase` in the data folder by default
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// The signed trust list that you install next; by default the current one
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Also leave the keys in the vault, for the next node
    #[arg(long)]
    keep: bool,
    /// Also take this cold spare, because its key was withdrawn
    #[arg(long, value_name = "KID")]
    spare: Option<String>,
}

/// Takes the keys that are due within 35 days from the vault, and removes from the node those whose windows have ended.
pub(super) fn run(data: &DataFolder, args: &LoadArgs, context: &mut Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let now = context.clock.now();
    let list = match &args.list {
        None => trust_request::list_in_force(&config)?.1,
        Some(path) => TrustList::decode_unverified(&read_bounded(path)?).map_err(|error| {
            Failure::from(format!("{}: not a trust list: it needs {}", path.display(), error.reason()))
        })?,
    };
    let node = SealedFolder::open(&config.keys_directory()).map_err(SigningError::from)?;
    let vault = unlock_vault(&config, args.vault.as_deref(), args.passphrase_file.as_deref())?;
    let kids = |folder: &SealedFolder| folder.kids().map_err(SigningError::from);
    let places = KeyLocations {
        held: kids(&node)?.into_iter().collect(),
        vault: kids(vault.folder())?.into_iter().collect(),
        ..KeyLocations::default()
    };
    let report = KeyReport::new(&list, &places, config.issuer.days_ahead, now);
    let mut wanted: Vec<Kid> = report.to_load(now).map(|row| row.kid).collect();
    if let Some(spare) = &args.spare {
        let known =
            Kid::parse(spare).filter(|kid| places.vault.contains(kid) && list.keys().any(|(key, _)| key == kid));
        wanted
            .push(known.ok_or_else(|| format!("--spare {spare}: there is no such key on the list and in the vault"))?);
    }
    let mut acts = Acts::open(&config, context)?;
    for kid in &wanted {
        take(&vault, *kid, &node, args.keep).map_err(|error| Failure::from(error.to_string()))?;
    }
    let removed = remove_ended(&list, &node, &places, now)?;
    let destroyed = destroy_visits(&list, vault.folder(), &places, now)?;
    let on = [("taken", wanted.len()), ("removed", removed), ("destroyed", destroyed)];
    acts.enter(ActKind::KeysLoad, on.map(|(what, keys)| (what, (keys as u64).into())), ActOutcome::Done)?;
    outln!("Took {} keys from the vault; removed {removed} whose windows have ended.", wanted.len());
    if destroyed > 0 {
        outln!(
            "Destroyed {destroyed} day keys of visits in the vault: what was sealed to them cannot be opened any more."
        );
    }
    let mut held = KeyLocations { held: kids(&node)?.into_iter().collect(), ..KeyLocations::default() };
    match HeldInToken::open(&config, &list, now) {
        Ok(None) => {}
        Ok(Some(token)) => {
            out!("{}", token.words());
            held.held.extend(token.kids);
        }
        // Keys are loaded nevertheless.
        Err(error) => eprintln!("haetae: {error}: which keys it holds is not known."),
    }
    let load_by = KeyReport::new(&list, &held, config.issuer.days_ahead, now).load_by;
    outln!("A running service uses them within seconds. Load again by {}.", minute(load_by));
    Ok(0)
}

/// Opens a vault for reading; its passphrase is in a file.
pub(super) fn unlock_vault(
    config: &Config,
    vault: Option<&Path>,
    passphrase_file: Option<&Path>,
) -> Result<UnlockedFolder, Failure> {
    let layout = Layout::new(&config.data_dir);
    let folder = vault.map_or_else(|| layout.vault(), Path::to_owned);
    let file = passphrase_file.map_or_else(|| layout.vault_passphrase(), Path::to_owned);
    let passphrase =
        Passphrase::read(&file).map_err(|error| Failure::from(format!("the vault's passphrase: {error}")))?;
    let vault = SealedFolder::open(&folder).and_then(|vault| vault.unlock(&passphrase));
    Ok(vault.map_err(SigningError::from)?)
}

/// Removes the keys from a node's folder whose windows have ended. How many there were.
pub(in crate::cli) fn remove_ended(
    list: &TrustList,
    node: &SealedFolder,
    places: &KeyLocations,
    now: UnixTime,
) -> Result<usize, Failure> {
    let ended = list.keys().filter(|(kid, key)| places.held.contains(kid) && has_ended(key, now));
    remove(ended.map(|(kid, _)| *kid), node)
}

fn destroy_visits(
    list: &TrustList,
    vault: &SealedFolder,
    places: &KeyLocations,
    now: UnixTime,
) -> Result<usize, Failure> {
    let old = list.keys().filter(|(kid, key)| {
        key.role.as_str() == "visits" && places.vault.contains(kid) && key.until.saturating_add(VISITS_KEPT) <= now
    });
    remove(old.map(|(kid, _)| *kid), vault)
}

fn remove(kids: impl Iterator<Item = Kid>, folder: &SealedFolder) -> Result<usize, Failure> {
    let mut removed = 0_usize;
    for kid in kids {
        folder.remove(kid).map_err(SigningError::from)?;
        removed = removed.saturating_add(1);
    }
    Ok(removed)
}
