mod demo;
mod grace;
mod list;
mod void;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::second_operator::{ActingOperator, Step, WAITS, Wanted, hexadecimal};
use super::{Acts, Context, DataFolder, Failure, open};
use crate::cli::output::outln;
use crate::config::FourEyes;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::model::{PartnerKey, PartnerName, ProposalKind, Uses};
use crate::store::PartnerChange;

/// Commands about partners.
#[derive(Debug, Subcommand)]
pub(super) enum PartnerCommand {
    /// Register a partner's public key; a partner has at most two
    Add(AddArgs),
    /// Make and register the key of the demo partner, which vouches for synthetic citizens
    #[command(
        after_help = "Exit status: 0 registered, now or before, 1 the demo partner has other keys, 2 wrong usage or failure"
    )]
    Demo {
        #[command(flatten)]
        data: DataFolder,
    },
    /// List partners and their keys
    List(list::ListArgs),
    /// Remove a partner's key, and the partner with its last key
    #[command(
        after_help = "Exit status: 0 removed, 1 there is no such partner or key, or a second operator must confirm, 2 wrong usage or failure"
    )]
    Remove {
        #[command(flatten)]
        data: DataFolder,
        /// The partner
        name: String,
        /// The id of the key, as `list` shows it
        #[arg(long, value_name = "ID")]
        key: String,
        #[command(flatten)]
        acting: ActingOperator,
    },
    /// Void the passes that were fetched with a partner's stolen key; phones fetch new ones automatically
    Void(void::VoidArgs),
    /// Accept old sign-ins for a while, when the partner's identity provider is down
    Grace(grace::GraceArgs),
}

/// Arguments of `haetae partner add`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 registered, now or before, 1 the partner has two keys or another key of that id, or a second operator must confirm, 2 wrong usage or failure"
)]
pub(super) struct AddArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The partner: the `iss` of its assertions
    name: String,
    /// A file with the public key as JWK (OKP, Ed25519)
    #[arg(long, value_name = "FILE")]
    jwk: PathBuf,
    /// What the key may be used for
    #[arg(long = "use", value_name = "USE", value_delimiter = ',', default_value = "passes")]
    uses: Vec<Use>,
    #[command(flatten)]
    acting: ActingOperator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Use {
    Passes,
    Paper,
}

/// Runs one of them.
pub(super) async fn run(command: &PartnerCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        PartnerCommand::Add(args) => add(args, context).await,
        PartnerCommand::Demo { data } => demo::register(data, context).await,
        PartnerCommand::List(args) => list::run(args, context).await,
        PartnerCommand::Remove { data, name, key, acting } => remove(data, name, key, acting, context).await,
        PartnerCommand::Void(args) => void::run(args, context).await,
        PartnerCommand::Grace(args) => grace::run(args, context).await,
    }
}

async fn add(args: &AddArgs, context: &mut Context) -> Result<u8, Failure> {
    let name = PartnerName::new(&args.name).map_err(|error| error.to_string())?;
    let key = read_key(&args.jwk, &args.uses)?;
    let (config, node) = open(&args.data, context).await?;
    let mut acts = Acts::open(&config, context)?;
    let on = details(&name, &key);
    let wanted = Wanted {
        kind: ProposalKind::PartnerKeyAdd,
        act: ActKind::PartnerKeyAdd,
        needs_two: config.operators.needs_two(FourEyes::PartnerKeys),
        content: format!("{on:?}").into_bytes(),
        on: &on,
    };
    let Step::GoOn(on) = args.acting.require(&wanted, &node, &mut acts, context).await? else { return Ok(WAITS) };
    let said = Said {
        done: format!("Registered the key {} of {}.", key.id, args.name),
        next: format!(
            "the partner's server signs assertions with kid {}, iss {} and aud {}. Its scanners begin with {}.",
            key.id,
            args.name,
            config.issuer.audience,
            config.roots_path().display()
        ),
    };
    let change = node.store.add_partner_key(name.as_str(), &key).await?;
    done(change, &said, &mut acts, ActKind::PartnerKeyAdd, on)
}

/// All of a partner's key: for the journal, and for a second operator.
fn details(name: &PartnerName, key: &PartnerKey) -> [(&'static str, Detail); 4] {
    let uses = [(key.uses.passes, "passes"), (key.uses.paper, "paper")];
    let uses: Vec<&str> = uses.into_iter().filter(|(granted, _)| *granted).map(|(_, name)| name).collect();
    [
        ("partner", name.as_str().into()),
        ("key", key.id.as_str().into()),
        ("public", hexadecimal(&key.public).into()),
        ("uses", uses.join(",").into()),
    ]
}

async fn remove(
    data: &DataFolder,
    name: &str,
    key: &str,
    acting: &ActingOperator,
    context: &mut Context,
) -> Result<u8, Failure> {
    let (config, node) = open(data, context).await?;
    let keys = node.store.partner(name).await?.map(|partner| partner.keys).unwrap_or_default();
    if !keys.iter().any(|known| known.id == key) {
        return Err(no_such());
    }
    let mut acts = Acts::open(&config, context)?;
    let on = [("partner", Detail::from(name)), ("key", key.into())];
    let wanted = Wanted {
        kind: ProposalKind::PartnerKeyRemove,
        act: ActKind::PartnerKeyRemove,
        needs_two: config.operators.needs_two(FourEyes::PartnerKeys),
        content: format!("{on:?}").into_bytes(),
        on: &on,
    };
    let Step::GoOn(on) = acting.require(&wanted, &node, &mut acts, context).await? else { return Ok(WAITS) };
    let change = node.store.remove_partner_key(name, key).await?;
    let left = match keys.iter().find(|known| known.id != key) {
        Some(other) => format!("{name} signs with {} alone; haetae partner add {name} registers another key", other.id),
        None => format!("{name} has no key and gets no passes until haetae partner add {name} registers one"),
    };
    let said = Said {
        done: "Removed the key.".to_owned(),
        next: format!("{left}. If the key was stolen: haetae partner void {name} --since TIME --reason TEXT"),
    };
    done(change, &said, &mut acts, ActKind::PartnerKeyRemove, on)
}

fn read_key(path: &PathBuf, uses: &[Use]) -> Result<PartnerKey, Failure> {
    let named = |what: String| Failure::from(format!("{}: {what}", path.display()));
    let jwk = std::fs::read(path).map_err(|error| named(error.to_string()))?;
    let uses = Uses { passes: uses.contains(&Use::Passes), paper: uses.contains(&Use::Paper) };
    PartnerKey::from_jwk(&jwk, uses).map_err(|error| named(error.to_string()))
}

/// What is said where something was done, and what comes next either way.
struct Said {
    done: String,
    next: String,
}

fn done(
    change: PartnerChange,
    said: &Said,
    acts: &mut Acts,
    kind: ActKind,
    on: impl IntoIterator<Item = (&'static str, Detail)>,
) -> Result<u8, Failure> {
    match change {
        PartnerChange::Done => {
            acts.enter(kind, on, ActOutcome::Done)?;
            outln!("{}", said.done);
        }
        // The uses of the key may have changed.
        PartnerChange::Already => {
            acts.enter(kind, on, ActOutcome::Already)?;
            outln!("Nothing changed: it was already like this.");
        }
        PartnerChange::Conflict => {
            return Err(Failure::no(
                "the partner has another key of that id, or that key under another id; nothing changed",
            ));
        }
        PartnerChange::TooManyKeys => {
            return Err(Failure::no("the partner has two keys already: remove one first (haetae partner remove)"));
        }
        PartnerChange::Unknown => return Err(no_such()),
    }
    outln!("Next: {}", said.next);
    Ok(0)
}

fn no_such() -> Failure {
    Failure::no("there is no such partner or key")
}
