use std::fs::{self, DirBuilder};
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use haetae_keys::ceremony::{Layout, minute, read_bounded};
use haetae_keys::planning::{KeyLocations, KeyReport};
use haetae_keys::{Passphrase, Random, SealedFolder, TransferIdentity, Work};

use super::configuration;
use super::invitation::Invitation;
use super::request::IDENTITY;
use crate::cli::output::outln;
use crate::cli::{Acts, Context, Failure, trust_request};
use crate::config::{self, Config, StorageEngine};
use crate::journal::{ActKind, ActOutcome, Folder};
use crate::runtime::Node;
use crate::store::remove_unfinished;

/// Arguments of `haetae node join`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 joined, 2 wrong usage or failure, after which the same invitation can be tried again"
)]
pub(in crate::cli) struct JoinArgs {
    /// The invitation that `haetae node invite` wrote
    #[arg(value_name = "FILE")]
    invitation: PathBuf,
    /// The data folder in which `haetae node request` was run
    #[arg(long = "data", value_name = "DIR", default_value = "haetae-data", env = "HAETAE_DATA")]
    data: PathBuf,
    /// A value of this node's own, SECTION.KEY=VALUE: an address, the path of the database
    #[arg(long = "set", value_name = "SETTING")]
    settings: Vec<String>,
    /// The installation that it must belong to, as `haetae node invite` shows it
    #[arg(long, value_name = "ID")]
    installation: Option<String>,
}

/// How the name of the folder begins in which everything is made first.
pub(in crate::cli) const DRAFT: &str = ".joining-";

/// Makes the data folder of a further node.
pub(super) async fn run(args: &JoinArgs, context: &mut Context) -> Result<u8, Failure> {
    let data = args.data.as_path();
    let (opened, identity) = open(args, context)?;
    remove_unfinished(data, DRAFT).map_err(|error| cannot(data, &error))?;
    let draft = tempfile::Builder::new().prefix(DRAFT).tempdir_in(data).map_err(|error| cannot(data, &error))?;
    write(&opened, &args.settings, context.random.as_mut(), draft.path())?;
    let environment = context.environment.clone();
    let of_draft = Config::load(draft.path(), environment.clone(), [])?;
    // As `serve` opens it: keys, list and the database of this installation belong together.
    drop(Node::open_to_read(&of_draft, Arc::clone(&context.clock)).await.map_err(|error| {
        let place = match of_draft.storage.engine {
            StorageEngine::Sqlite => "storage.path=FILE",
            StorageEngine::Postgresql => "storage.host=HOST",
        };
        Failure::from(format!(
            "the new node cannot be opened: {error}. Values of its own are given with --set, the place of its database for instance \
             with --set {place}. Nothing was made"
        ))
    })?);
    take_over(draft.path(), data)?;
    let config = Config::load(data, environment, [])?;
    let mut acts = Acts::open(&config, context)?;
    let on = [
        ("node", opened.node.as_str().into()),
        ("from", opened.from.as_str().into()),
        ("confirmation", opened.confirmation.as_str().into()),
    ];
    acts.enter(ActKind::NodeJoin, on, ActOutcome::Done)?;
    // Last, so that a join that was interrupted can be repeated. It has opened what it was for.
    fs::remove_file(&identity).map_err(|error| cannot(&identity, &error))?;
    announce(&opened, &config, context)
}

/// The invitation, and the file of the identity that opened it.
fn open(args: &JoinArgs, context: &Context) -> Result<(Invitation, PathBuf), Failure> {
    let data = args.data.as_path();
    let identity = args.data.join(IDENTITY);
    let own = fs::read_to_string(data.join(config::INSTALLATION_FILE)).ok().map(|text| text.trim_end().to_owned());
    if !identity.exists() {
        let why = match own {
            Some(own) => format!("{} belongs to the installation {own} already", data.display()),
            None => format!("there is no {IDENTITY} in {}", data.display()),
        };
        return Err(format!("{why}: `haetae node request --data DIR` makes the folder of a new node").into());
    }
    let key = TransferIdentity::read(&identity).map_err(|error| error.to_string())?;
    let about = |error: String| Failure::from(format!("{}: {error}", args.invitation.display()));
    let bytes = key.open(&read_bounded(&args.invitation)?).map_err(|error| about(error.to_string()))?;
    let opened = Invitation::read(&bytes, context.clock.now()).map_err(|error| about(error.to_string()))?;
    let expected = args.installation.as_ref().or(own.as_ref());
    match expected {
        Some(expected) if *expected != opened.installation => {
            Err(about(format!("it belongs to the installation {}, and this must be {expected}", opened.installation)))
        }
        _ => Ok((opened, identity)),
    }
}

/// Writes everything into a new folder.
fn write(opened: &Invitation, own: &[String], random: &mut dyn Random, draft: &Path) -> Result<(), Failure> {
    let layout = Layout::new(draft);
    let passphrase = Passphrase::generate(random)?;
    let folder =
        SealedFolder::create(&layout.node(), &passphrase, Work::GENERATED).map_err(|error| error.to_string())?;
    opened.keys()?.write(&folder).map_err(|error| error.to_string())?;
    passphrase.create_file(&layout.keys_passphrase()).map_err(|error| error.to_string())?;
    for (name, bytes) in opened.files()? {
        create(&draft.join(name), &bytes)?;
    }
    for folder in [draft.to_owned(), layout.node()] {
        create(&folder.join(config::INSTALLATION_FILE), format!("{}\n", opened.installation).as_bytes())?;
    }
    create(&draft.join(config::FILE_NAME), configuration::with(&opened.configuration, own)?.as_bytes())
}

/// Writes a new file that only its owner can read, with the folders that it is in.
fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| cannot(folder, &error))?;
    // Made with mode 0600.
    let file = tempfile::Builder::new().prefix(".").tempfile_in(folder);
    let mut file = file.map_err(|error| cannot(folder, &error))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|error| cannot(path, &error))?;
    file.persist_noclobber(path).map_err(|error| cannot(path, &error.error)).map(drop)
}

/// Moves what the draft holds to its place: the configuration last, without which a folder is not a node's.
fn take_over(draft: &Path, data: &Path) -> Result<(), Failure> {
    let mut names = Vec::new();
    for entry in fs::read_dir(draft).map_err(|error| cannot(draft, &error))? {
        names.push(entry.map_err(|error| cannot(draft, &error))?.file_name());
    }
    names.sort_by_key(|name| name == config::FILE_NAME);
    for name in names {
        let to = data.join(&name);
        // Left by a join that was interrupted: this folder has never been a node's.
        if to.is_dir() {
            fs::remove_dir_all(&to).map_err(|error| cannot(&to, &error))?;
        }
        fs::rename(draft.join(&name), &to).map_err(|error| cannot(&to, &error))?;
    }
    fs::File::open(data).and_then(|folder| folder.sync_all()).map_err(|error| cannot(data, &error))
}

fn announce(opened: &Invitation, config: &Config, context: &Context) -> Result<u8, Failure> {
    let now = context.clock.now();
    let list = trust_request::list_in_force(config)?.1;
    let held = SealedFolder::open(&config.keys_directory()).and_then(|folder| folder.kids());
    let held = held.map_err(|error| error.to_string())?.into_iter().collect();
    let keys = KeyLocations { held, ..KeyLocations::default() };
    let report = KeyReport::new(&list, &keys, config.issuer.days_ahead, now);
    let journal = Folder::new(config.journal_directory()).node().ok().flatten();
    outln!("{} is a node of the installation {} now, {}.", config.data_dir.display(), opened.installation, opened.node);
    if let Some(journal) = journal {
        outln!("Its journal is called {journal}.");
    }
    outln!("keys.passphrase opens its keys, and no other node's: keep it away from copies of the folder.");
    outln!("Bring further keys by {}: haetae keys load --vault DIR --keep, on each node.", minute(report.load_by));
    outln!("Next: haetae doctor --data {0}, then haetae serve --data {0}", config.data_dir.display());
    Ok(0)
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::from(format!("{}: {error}", path.display()))
}
