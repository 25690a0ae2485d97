mod demo;
mod list;
mod void;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Context, DataFolder, Failure, open};
use crate::cli::output::outln;
use crate::model::{PartnerKey, PartnerName, Uses};
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
    #[command(after_help = "Exit status: 0 removed, 1 there is no such partner or key, 2 wrong usage or failure")]
    Remove {
        #[command(flatten)]
        data: DataFolder,
        /// The partner
        name: String,
        /// The id of the key, as `list` shows it
        #[arg(long, value_name = "ID")]
        key: String,
    },
    /// Void the passes that were fetched with a partner's stolen key; phones fetch new ones automatically
    Void(void::VoidArgs),
    /// Accept old sign-ins for a while, when the partner's identity provider is down
    #[command(after_help = "Exit status: 0 done, 1 there is no such partner, 2 wrong usage or failure")]
    Grace {
        #[command(flatten)]
        data: DataFolder,
        /// The partner
        name: String,
        /// For how many hours from now; 0 ends it
        #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u64).range(0..=744))]
        hours: u64,
    },
}

/// Arguments of `haetae partner add`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 registered, now or before, 1 the partner has two keys or another key of that id, 2 wrong usage or failure"
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
        PartnerCommand::Remove { data, name, key } => {
            let (_, node) = open(data, context).await?;
            done(node.store.remove_partner_key(name, key).await?, "Removed the key.")
        }
        PartnerCommand::Void(args) => void::run(args, context).await,
        PartnerCommand::Grace { data, name, hours } => {
            let (_, node) = open(data, context).await?;
            let until = node.clock.now().saturating_add(hours.saturating_mul(3_600));
            let sentence = match hours {
                0 => "The age of sign-ins is checked again.".to_owned(),
                _ => format!("The age of sign-ins is not checked until {}.", until.to_rfc3339()),
            };
            done(node.store.set_partner_grace(name, (*hours > 0).then_some(until)).await?, &sentence)
        }
    }
}

async fn add(args: &AddArgs, context: &Context) -> Result<u8, Failure> {
    let name = PartnerName::new(&args.name).map_err(|error| error.to_string())?;
    let key = read_key(&args.jwk, &args.uses)?;
    let (_, node) = open(&args.data, context).await?;
    let sentence = format!("Registered the key {} of {}.", key.id, args.name);
    done(node.store.add_partner_key(name.as_str(), &key).await?, &sentence)
}

fn read_key(path: &PathBuf, uses: &[Use]) -> Result<PartnerKey, Failure> {
    let named = |what: String| Failure::from(format!("{}: {what}", path.display()));
    let jwk = std::fs::read(path).map_err(|error| named(error.to_string()))?;
    let uses = Uses { passes: uses.contains(&Use::Passes), paper: uses.contains(&Use::Paper) };
    PartnerKey::from_jwk(&jwk, uses).map_err(|error| named(error.to_string()))
}

fn done(change: PartnerChange, sentence: &str) -> Result<u8, Failure> {
    match change {
        PartnerChange::Done => outln!("{sentence}"),
        PartnerChange::Already => outln!("Nothing changed: it was already like this."),
        PartnerChange::Conflict => {
            return Err(Failure::no(
                "the partner has another key of that id, or that key under another id; nothing changed",
            ));
        }
        PartnerChange::TooManyKeys => {
            return Err(Failure::no("the partner has two keys already: remove one first (haetae partner remove)"));
        }
        PartnerChange::Unknown => return Err(Failure::no("there is no such partner or key")),
    }
    Ok(0)
}
