use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::UnixTime;

use super::{on, open, operator_name, unknown};
use crate::cli::acts::Acts;
use crate::cli::new_file::NewFile;
use crate::cli::output::outln;
use crate::cli::{Context, DataFolder, Failure};
use crate::config::Config;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::{Operator, OperatorName, Scope};
use crate::operators::Credential;
use crate::store::{OperatorChange, Store};

/// Arguments of `haetae operator add`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 added, 1 the name belongs or belonged to an operator, 2 wrong usage or failure")]
pub(in crate::cli) struct AddArgs {
    #[command(flatten)]
    data: DataFolder,
    /// Whose credential it is: 1 to 64 characters of A-Z a-z 0-9 . - _ @. The journal has the name; no one else ever
    /// gets it
    name: String,
    /// What it may be used for: read (status, metrics, checks of codes), records, revoke, keys, rules, queue; give it
    /// several times
    #[arg(long = "scope", value_name = "SCOPE", required = true, value_delimiter = ',', value_parser = scope)]
    scopes: Vec<Scope>,
    /// When it ends by itself, such as 2026-12-31T18:00:00Z; by default it does not
    #[arg(long, value_name = "TIME", value_parser = crate::cli::time)]
    expires: Option<UnixTime>,
    #[command(flatten)]
    place: Place,
}

/// Arguments of `haetae operator rotate`.
#[derive(Debug, Args)]
pub(in crate::cli) struct RotateArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The operator
    name: String,
    #[command(flatten)]
    place: Place,
}

/// Where a new credential goes.
#[derive(Debug, Args)]
struct Place {
    /// The file to write the credential to, which only its owner can read and which must not exist; by default it is
    /// shown
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// The scopes of an operator, for people.
pub(in crate::cli) struct Scopes<'a>(pub(in crate::cli) &'a [Scope]);

impl std::fmt::Display for Scopes<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|scope| scope.as_str()).collect();
        f.write_str(&names.join(","))
    }
}

pub(super) async fn run(args: &AddArgs, context: &mut Context) -> Result<u8, Failure> {
    let name = operator_name(&args.name)?;
    let now = context.clock.now();
    if args.expires.is_some_and(|expires| expires <= now) {
        return Err("--expires is in the past".into());
    }
    let (config, store) = open(&args.data, context).await?;
    // Before a file is made for the credential.
    if store.operators().await?.iter().any(|operator| operator.name.is_like(&name)) {
        return Err(taken());
    }
    let mut acts = Acts::open(&config, context)?;
    let credential = Credential::make(context.random.as_mut())?;
    let mut scopes = args.scopes.clone();
    scopes.sort_unstable();
    scopes.dedup();
    args.place.prepare(&credential)?;
    let added = add(store.as_ref(), &name, scopes.clone(), &credential, now, args.expires).await;
    added.inspect_err(|_| args.place.forget())?;
    acts.enter(ActKind::OperatorAdd, details(&name, &scopes, args.expires), ActOutcome::Done)?;
    outln!("Added {name} ({}).", Scopes(&scopes));
    args.place.hand_over(&credential);
    Ok(0)
}

pub(super) async fn rotate(args: &RotateArgs, context: &mut Context) -> Result<u8, Failure> {
    let name = operator_name(&args.name)?;
    let (config, store) = open(&args.data, context).await?;
    if !store.operators().await?.iter().any(|operator| operator.name == name && operator.removed.is_none()) {
        return Err(unknown());
    }
    let mut acts = Acts::open(&config, context)?;
    let credential = Credential::make(context.random.as_mut())?;
    args.place.prepare(&credential)?;
    let exchanged = store.exchange_credential(&name, credential.hash()).await;
    let exchanged = exchanged.inspect_err(|_| args.place.forget())?;
    if exchanged != OperatorChange::Done {
        args.place.forget();
        return Err(unknown());
    }
    acts.enter(ActKind::OperatorRotate, [on(&name)], ActOutcome::Done)?;
    outln!("Exchanged the credential of {name}. The old one is refused from now on.");
    args.place.hand_over(&credential);
    Ok(0)
}

/// The first operator of a data folder that is made at `now`, with all scopes. The credential is in `path`.
pub(in crate::cli) async fn add_first(
    config: &Config,
    store: &dyn Store,
    path: &Path,
    now: UnixTime,
    context: &mut Context,
) -> Result<(), Failure> {
    let name = operator_name("admin")?;
    let credential = Credential::make(context.random.as_mut())?;
    write_private(path, &credential)?;
    let mut acts = Acts::open(config, context)?.at(now);
    add(store, &name, Scope::ALL.to_vec(), &credential, now, None).await?;
    acts.enter(ActKind::OperatorAdd, details(&name, &Scope::ALL, None), ActOutcome::Done)
}

async fn add(
    store: &dyn Store,
    name: &OperatorName,
    scopes: Vec<Scope>,
    credential: &Credential,
    created: UnixTime,
    expires: Option<UnixTime>,
) -> Result<(), Failure> {
    let (name, credential) = (name.clone(), Some(credential.hash()));
    let operator = Operator { name, scopes, credential, created, expires, removed: None, last_used: None };
    match store.add_operator(&operator).await? {
        OperatorChange::Done => Ok(()),
        OperatorChange::NameTaken | OperatorChange::Unknown => Err(taken()),
    }
}

fn taken() -> Failure {
    Failure::no(
        "this name belongs or belonged to an operator, in upper or lower case, and the journal names them by it: choose \
         another one, or exchange the credential with haetae operator rotate",
    )
}

fn details(name: &OperatorName, scopes: &[Scope], expires: Option<UnixTime>) -> Vec<(&'static str, Detail)> {
    let mut details = vec![on(name), ("scopes", Scopes(scopes).to_string().into())];
    details.extend(expires.map(|expires| ("expires", expires.to_rfc3339().into())));
    details
}

impl Place {
    /// Writes the file, before the credential counts: it is not lost then.
    fn prepare(&self, credential: &Credential) -> Result<(), Failure> {
        self.out.as_deref().map_or(Ok(()), |path| write_private(path, credential))
    }

    fn forget(&self) {
        if let Some(path) = &self.out {
            let _ = fs::remove_file(path);
        }
    }

    fn hand_over(&self, credential: &Credential) {
        match &self.out {
            Some(path) => outln!("The credential is in {}. It is not stored anywhere else.", path.display()),
            None => {
                outln!("The credential, which is shown this once and stored nowhere:\n");
                outln!("{}", credential.expose());
            }
        }
    }
}

fn write_private(path: &Path, credential: &Credential) -> Result<(), Failure> {
    NewFile::beside(path)?.fill(format!("{}\n", credential.expose()).as_bytes())
}

fn scope(text: &str) -> Result<Scope, String> {
    let names = || Scope::ALL.map(Scope::as_str).join(", ");
    Scope::parse(text).ok_or_else(|| format!("the scopes are {}", names()))
}
