use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use haetae_keys::NodeKeys;
use haetae_keys::ceremony::{create_file, read_bounded};

use super::request::{Purpose, Request, confirmation};
use super::update::{About, Update};
use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load, trust_request};
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Folder};
use crate::runtime::{Node, installation};
use crate::signing::{TrustLists, unlock};

/// Arguments of `haetae node give`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct GiveArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The request of the other node
    #[arg(long = "for", value_name = "FILE")]
    request: PathBuf,
    /// The confirmation that `haetae node ask` showed on the other machine
    #[arg(long, value_name = "CONFIRMATION")]
    confirm: String,
    /// The update to write; it must not exist. Only the node that asked can read it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Encrypts the keys and the trust list of this node for the node of a request.
pub(super) async fn run(args: &GiveArgs, context: &mut Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let request = Request::read(&args.request, Purpose::Update, &args.confirm)?;
    let recipient = request.recipient()?;
    // Database, folder and keys of this node must belong together before another one gets of them.
    drop(Node::open_to_read(&config, Arc::clone(&context.clock)).await?);
    let installation = installation::around(&config)?
        .ok_or("nothing names the installation of this node: start the service once, which names it")?;
    if request.installation.as_ref() != Some(&installation) {
        let other = request.installation.unwrap_or_default();
        return Err(
            format!("the node that asks belongs to the installation {other}, and this one to {installation}").into()
        );
    }
    let keys = NodeKeys::read(&unlock(&config)?).map_err(|error| error.to_string())?;
    let (bytes, list) = trust_request::list_in_force(&config)?;
    let version = list.version;
    let mut lists = earlier(&config, version)?;
    lists.push((version, bytes));
    let mut acts = Acts::open(&config, context)?;
    let from = Folder::new(config.journal_directory()).node().ok().flatten().unwrap_or_else(|| "none".to_owned());
    let confirmed = confirmation(&read_bounded(&args.request)?);
    let about = About { installation, confirmation: confirmed.clone(), from, made: context.clock.now() };
    let sealed = recipient.encrypt(&Update::new(about, &lists, &keys).to_json()?).map_err(|error| error.to_string())?;
    create_file(&args.out, &sealed)?;
    let count = keys.keys().len() as u64;
    let on = [
        ("node", request.node.as_str().into()),
        ("confirmation", confirmed.into()),
        ("keys", count.into()),
        ("version", version.into()),
    ];
    if let Err(error) = acts.enter(ActKind::NodeGive, on, ActOutcome::Done) {
        // What is not in the journal must not leave this machine.
        let _ = std::fs::remove_file(&args.out);
        return Err(error);
    }
    outln!("Wrote {}: {count} keys and version {version} of the trust list.", args.out.display());
    outln!("Only the node {} can read it, for two days.", request.node);
    if config.token.module.is_some() {
        outln!("Note: keys in the hardware module of this node are not in it.");
    }
    outln!("On the other machine: haetae node take --data DIR {}", args.out.display());
    Ok(0)
}

/// The signed trust lists that changed the roots before this version, with their versions.
fn earlier(config: &Config, before: u64) -> Result<Vec<(u64, Vec<u8>)>, Failure> {
    let mut lists = Vec::new();
    for earlier in TrustLists::new(&config.trust_list_path()).earlier()? {
        // `trust-list/7` in manifests.
        let version = earlier.name.rsplit('/').next().and_then(|version| version.parse().ok()).unwrap_or_default();
        if version < before {
            lists.push((version, earlier.bytes.to_vec()));
        }
    }
    Ok(lists)
}
