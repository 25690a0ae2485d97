use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{Kid, TrustList, UnixTime};
use haetae_keys::ceremony::{minute, read_bounded};
use haetae_keys::planning::{KeyLocations, KeyReport};
use haetae_keys::{SealedFolder, TransferIdentity};

use super::ask::IDENTITY;
use super::invitation::Content;
use super::update::Update;
use crate::cli::keys::{has_ended, remove_ended};
use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load, trust_request};
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Folder};
use crate::render::text::plural;
use crate::runtime::installation;
use crate::signing::{Installed, SigningError, TrustLists, open_custody, read_roots};

/// Arguments of `haetae node take`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 taken, 1 scanners would not accept its trust list, 2 wrong usage or failure, after which the same update can be tried again"
)]
pub(in crate::cli) struct TakeArgs {
    /// The update that `haetae node give` wrote
    #[arg(value_name = "FILE")]
    update: PathBuf,
    #[command(flatten)]
    data: DataFolder,
}

/// What was taken.
struct Taken {
    keys: usize,
    /// The newest list that was installed; `None` if this node had it.
    list: Option<TrustList>,
}

/// Puts the keys and the trust list of another node into this one's folder.
pub(super) fn run(args: &TakeArgs, context: &mut Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let about = |error: Failure| error.with(&args.update.display().to_string());
    let (update, identity) = open(&args.update, &config, context).map_err(about)?;
    let mut acts = Acts::open(&config, context)?;
    let now = context.clock.now();
    let folder = SealedFolder::open(&config.keys_directory()).map_err(SigningError::from)?;
    let taken = take(&update, &config, &folder, now).map_err(about)?;
    let list = trust_request::list_in_force(&config)?.1;
    let held = |folder: &SealedFolder| -> Result<KeyLocations, Failure> {
        let held = folder.kids().map_err(SigningError::from)?.into_iter().collect();
        Ok(KeyLocations { held, ..KeyLocations::default() })
    };
    let removed = remove_ended(&list, &folder, &held(&folder)?, now)?;
    let node = Folder::new(config.journal_directory()).node().ok().flatten().unwrap_or_else(|| "none".to_owned());
    let on = [
        ("node", node.into()),
        ("from", update.from.as_str().into()),
        ("confirmation", update.confirmation.as_str().into()),
        ("keys", (taken.keys as u64).into()),
        ("version", list.version.into()),
    ];
    acts.enter(ActKind::NodeTake, on, ActOutcome::Done)?;
    // Last, so that what was interrupted can be repeated. It has opened what it was for.
    fs::remove_file(&identity).map_err(|error| Failure::from(format!("{}: {error}", identity.display())))?;
    let keys = plural(taken.keys as u64, "key", "keys");
    outln!("Took {} {keys} from the node {}; removed {removed} whose windows have ended.", taken.keys, update.from);
    match taken.list {
        Some(list) => outln!("Version {} of the trust list is in force until {}.", list.version, minute(list.expires)),
        None => outln!("This node has version {} of the trust list already, or a later one.", list.version),
    }
    let load_by = KeyReport::new(&list, &held(&folder)?, config.issuer.days_ahead, now).load_by;
    outln!("A running service uses them within seconds. Bring further keys by {}.", minute(load_by));
    Ok(0)
}

/// The update, and the file of the identity that opened it.
fn open(path: &Path, config: &Config, context: &Context) -> Result<(Update, PathBuf), Failure> {
    let identity = config.data_dir.join(IDENTITY);
    if !identity.exists() {
        return Err(
            "this node has not asked for an update, or has taken it: `haetae node ask` makes the request".into()
        );
    }
    let key = TransferIdentity::read(&identity).map_err(|error| error.to_string())?;
    let bytes = key.open(&read_bounded(path)?).map_err(|error| error.to_string())?;
    let update = Update::read(&bytes, context.clock.now())?;
    let own = installation::around(config)?.unwrap_or_default();
    if update.installation != own {
        return Err(format!("it belongs to the installation {}, and this node to {own}", update.installation).into());
    }
    Ok((update, identity))
}

/// Puts the keys that this node lacks into its folder, and installs the lists that are newer than its own. Whoever made
/// the update, the custodians have signed its lists, and they name its keys. If a list is not installed, the keys are
/// gone again.
fn take(update: &Update, config: &Config, folder: &SealedFolder, now: UnixTime) -> Result<Taken, Failure> {
    let present = trust_request::list_in_force(config)?.1;
    let lists = newer(update.lists()?, present.version)?;
    let last = lists.last().map_or(&present, |(_, list)| list);
    let held = folder.kids().map_err(SigningError::from)?;
    let due: BTreeSet<Kid> = last.keys().filter(|(_, key)| !has_ended(key, now)).map(|(kid, _)| *kid).collect();
    let wanted = |kid: Kid| due.contains(&kid) && !held.contains(&kid);
    let put = update.keys()?.write_wanted(wanted, folder).map_err(|error| Failure::from(error.to_string()))?;
    match install(&lists, config, now) {
        Ok(list) => Ok(Taken { keys: put.len(), list }),
        Err(error) => {
            for kid in put {
                folder.remove(kid).map_err(SigningError::from)?;
            }
            Err(error)
        }
    }
}

/// Those of the lists that are newer than a version, as signed and as read.
fn newer(lists: Vec<Content>, version: u64) -> Result<Vec<(Content, TrustList)>, Failure> {
    let mut newer = Vec::new();
    for bytes in lists {
        let list = TrustList::decode_unverified(&bytes)
            .map_err(|error| Failure::from(format!("not a trust list: it needs {}", error.reason())))?;
        if list.version > version {
            newer.push((bytes, list));
        }
    }
    Ok(newer)
}

/// Installs lists one after the other. The last one.
fn install(lists: &[(Content, TrustList)], config: &Config, now: UnixTime) -> Result<Option<TrustList>, Failure> {
    let files = TrustLists::new(&config.trust_list_path());
    let mut last = None;
    for (bytes, list) in lists {
        let custody = open_custody(config)?;
        let installed = files.install(bytes, read_roots(&config.roots_path())?, custody.as_ref(), now);
        let refused = |error| Failure::no(format!("version {} of the trust list: {error}", list.version));
        if let Installed::Taken(list) = installed.map_err(refused)? {
            last = Some(list);
        }
    }
    Ok(last)
}
