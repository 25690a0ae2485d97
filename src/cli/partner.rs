mod list;
mod void;

use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use clap::{Args, Subcommand, ValueEnum};
use haetae_core::{Jwk, PublicKey};

use super::{DataFolder, Failure, Surroundings, demo_partner, open};
use crate::identity::{PartnerKey, Uses};
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
pub(super) async fn run(command: &PartnerCommand, surroundings: &mut Surroundings) -> Result<u8, Failure> {
    match command {
        PartnerCommand::Add(args) => add(args, surroundings).await,
        PartnerCommand::Demo { data } => demo_partner::register(data, surroundings).await,
        PartnerCommand::List(args) => list::run(args, surroundings).await,
        PartnerCommand::Remove { data, name, key } => {
            let (_, node) = open(data, surroundings).await?;
            done(node.store.remove_partner_key(name, key).await?, "Removed the key.")
        }
        PartnerCommand::Void(args) => void::run(args, surroundings).await,
        PartnerCommand::Grace { data, name, hours } => {
            let (_, node) = open(data, surroundings).await?;
            let until = node.clock.now().saturating_add(hours.saturating_mul(3_600));
            let sentence = match hours {
                0 => "The age of sign-ins is checked again.".to_owned(),
                _ => format!("The age of sign-ins is not checked until {}.", until.to_rfc3339()),
            };
            done(node.store.set_partner_grace(name, (*hours > 0).then_some(until)).await?, &sentence)
        }
    }
}

async fn add(args: &AddArgs, surroundings: &Surroundings) -> Result<u8, Failure> {
    let name_fits = (1..=64).contains(&args.name.len())
        && args.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:/".contains(&byte));
    if !name_fits {
        return Err("a partner's name is 1 to 64 characters of A-Z a-z 0-9 . - _ : /".into());
    }
    let key = read_key(&args.jwk, &args.uses)?;
    let (_, node) = open(&args.data, surroundings).await?;
    let sentence = format!("Registered the key {} of {}.", key.id, args.name);
    done(node.store.add_partner_key(&args.name, &key).await?, &sentence)
}

fn read_key(path: &PathBuf, uses: &[Use]) -> Result<PartnerKey, Failure> {
    let named = |what: String| Failure::from(format!("{}: {what}", path.display()));
    let text = std::fs::read(path).map_err(|error| named(error.to_string()))?;
    let json: serde_json::Value =
        serde_json::from_slice(&text).map_err(|error| named(format!("not a JWK: {error}")))?;
    // What is no text is no id either: below it is refused as an empty one.
    let own_id = json.get("kid").map(|kid| kid.as_str().unwrap_or_default().to_owned());
    let jwk: Jwk = serde_json::from_value(json).map_err(|error| named(format!("not a JWK: {error}")))?;
    let key = PublicKey::try_from(&jwk).map_err(|error| named(error.to_string()))?;
    let PublicKey::Ed25519(public) = key else {
        return Err(named("a partner's key must be OKP Ed25519".to_owned()));
    };
    if !key.is_usable() {
        return Err(named("this is not a point of Ed25519 that signatures can be verified with".to_owned()));
    }
    let id = own_id.unwrap_or_else(|| Base64UrlUnpadded::encode_string(&Jwk::thumbprint(&key)));
    if !(1..=128).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(named("its kid must be 1 to 128 printable ASCII characters".to_owned()));
    }
    let uses = Uses { passes: uses.contains(&Use::Passes), paper: uses.contains(&Use::Paper) };
    Ok(PartnerKey { id, public, uses })
}

pub(super) fn done(change: PartnerChange, sentence: &str) -> Result<u8, Failure> {
    match change {
        PartnerChange::Done => println!("{sentence}"),
        PartnerChange::Already => println!("Nothing changed: it was already like this."),
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
