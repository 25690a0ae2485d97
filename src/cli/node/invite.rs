use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use haetae_keys::NodeKeys;
use haetae_keys::ceremony::{create_file, read_bounded};
use zeroize::Zeroizing;

use super::configuration::share;
use super::invitation::{About, Content, Invitation};
use super::named_file::named_files;
use super::request::{Purpose, Request, confirmation};
use crate::cli::output::outln;
use crate::cli::{Acts, Context, DataFolder, Failure, load};
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Folder};
use crate::runtime::{Node, installation};
use crate::signing::{TrustLists, unlock};

/// Arguments of `haetae node invite`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct InviteArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The request of the new node
    #[arg(long = "for", value_name = "FILE")]
    request: PathBuf,
    /// The confirmation that `haetae node request` showed on the new machine
    #[arg(long, value_name = "CONFIRMATION")]
    confirm: String,
    /// The invitation to write; it must not exist. Only the new node can read it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Encrypts what nodes share for the node of a request.
pub(super) async fn run(args: &InviteArgs, context: &mut Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let request = Request::read(&args.request, Purpose::Join, &args.confirm)?;
    let recipient = request.recipient()?;
    // Database, folder and keys of this node must belong together before another one is made of them.
    drop(Node::open_to_read(&config, Arc::clone(&context.clock)).await?);
    let installation = installation::around(&config)?
        .ok_or("nothing names the installation of this node: start the service once, which names it")?;
    let keys = NodeKeys::read(&unlock(&config)?).map_err(|error| error.to_string())?;
    let shared = share(&config)?;
    let files = shared_files(&config)?;
    let mut acts = Acts::open(&config, context)?;
    let from = Folder::new(config.journal_directory()).node().ok().flatten().unwrap_or_else(|| "none".to_owned());
    let confirmed = confirmation(&read_bounded(&args.request)?);
    let about = About {
        installation: installation.clone(),
        node: request.node.clone(),
        confirmation: confirmed.clone(),
        from,
        made: context.clock.now(),
    };
    let invitation = Invitation::new(about, shared.text, &files, &keys);
    let sealed = recipient.encrypt(&invitation.to_json()?).map_err(|error| error.to_string())?;
    create_file(&args.out, &sealed)?;
    let count = keys.keys().len() as u64;
    let on = [("node", request.node.as_str().into()), ("confirmation", confirmed.into()), ("keys", count.into())];
    if let Err(error) = acts.enter(ActKind::NodeInvite, on, ActOutcome::Done) {
        // What is not in the journal must not leave this machine.
        let _ = std::fs::remove_file(&args.out);
        return Err(error);
    }
    outln!(
        "Wrote {} for the node {}: configuration, trust list, {count} keys, status keys.",
        args.out.display(),
        request.node
    );
    outln!("Only that node can read it, for two days. It belongs to the installation {installation}.");
    for note in shared.notes {
        outln!("Note: {note}");
    }
    outln!("On the new machine: haetae node join --data DIR {}", args.out.display());
    Ok(0)
}

/// The files that nodes share, with their paths in the new data folder.
fn shared_files(config: &Config) -> Result<Vec<(String, Content)>, Failure> {
    let mut files = Vec::new();
    let mut add = |name: &str, path: &Path, is_needed: bool| match read_bounded(path) {
        Ok(bytes) => {
            files.push((name.to_owned(), Zeroizing::new(bytes)));
            Ok(())
        }
        Err(haetae_keys::FileError::Io { source, .. }) if !is_needed && source.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::from(error.to_string())),
    };
    let list = config.trust_list_path();
    add("roots.json", &config.roots_path(), true)?;
    add("trust-list", &list, true)?;
    add("former-keys.json", &list.with_file_name("former-keys.json"), false)?;
    add("names.key", &config.name_key_path(), false)?;
    if config.demo.sign_in {
        add("demo-partner.key", &config.demo_key_path(), true)?;
    }
    for file in named_files(config).iter().filter(|file| file.comes_along(config)) {
        let name = file.path.to_str().ok_or_else(|| format!("{}: not a name in UTF-8", file.path.display()))?;
        add(name, &config.data_dir.join(file.path), true)?;
    }
    for earlier in TrustLists::new(&list).earlier().map_err(|error| error.to_string())? {
        // `trust-list/7` in manifests, `trust-lists/7` on the disk.
        let version = earlier.name.rsplit('/').next().unwrap_or_default();
        files.push((format!("trust-lists/{version}"), Zeroizing::new(earlier.bytes.to_vec())));
    }
    Ok(files)
}
