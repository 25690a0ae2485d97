use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{IssuerName, UnixTime};
use haetae_keys::ceremony::{InitPlan, Layout, initialise, initialise_node};
use toml_edit::{DocumentMut, TomlError};

use super::{Context, Failure, operator};
use crate::cli::output::outln;
use crate::config::{self, Config};
use crate::runtime::installation;
use crate::signing::read_roots;
use crate::store;

/// Arguments of `haetae init`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 made, 2 wrong usage or failure, which leaves nothing behind")]
pub(super) struct InitArgs {
    /// The folder to make; it must be empty or not exist, and the folder above it must exist
    #[arg(long = "data", value_name = "DIR", default_value = "haetae-data", env = "HAETAE_DATA")]
    path: PathBuf,
    /// The name of the issuer, as people see it
    #[arg(long, value_name = "NAME", default_value = "Haetae demo issuer")]
    issuer: String,
    /// Room for 2^BITS people; it cannot change later
    #[arg(long, value_name = "BITS", default_value_t = 26, value_parser = clap::value_parser!(u8).range(20..=28))]
    serial_bits: u8,
    /// The public root keys of a ceremony (`haetae-keys root init`), for a real issuer; without them, a root key is
    /// made beside the data
    #[arg(long, value_name = "FILE")]
    roots: Option<PathBuf>,
    /// A value for the configuration, such as storage.engine=postgresql; it may be given several times
    #[arg(long = "set", value_name = "SECTION.KEY=VALUE", value_parser = setting)]
    settings: Vec<GivenSetting>,
    /// The current time in seconds since 1970, if the machine's clock is wrong
    #[arg(long, value_name = "UNIX")]
    now: Option<u64>,
}

/// A value for the configuration.
#[derive(Clone, Debug)]
struct GivenSetting {
    section: String,
    key: String,
    value: String,
}

fn setting(text: &str) -> Result<GivenSetting, &'static str> {
    let parts = text.split_once('=').and_then(|(name, value)| Some((name.split_once('.')?, value)));
    let ((section, key), value) = parts.ok_or("a value of the configuration has the form section.key=value")?;
    Ok(GivenSetting { section: section.to_owned(), key: key.to_owned(), value: value.to_owned() })
}

/// Makes everything that the embedded default needs: with a root of one key beside the data, or with a request to roots
/// that are kept elsewhere.
pub(super) async fn run(args: &InitArgs, context: &mut Context) -> Result<u8, Failure> {
    let issuer = IssuerName::new(&args.issuer).ok_or_else(|| {
        Failure::from("--issuer must be 1 to 32 bytes of letters, digits, spaces and ' * - . without a space at an end")
    })?;
    let mut plan = InitPlan::new(issuer, super::present(args.now, context.clock.as_ref())?);
    if let Some(roots) = &args.roots {
        super::refuse_public_keys(roots)?;
        let request = initialise_node(&plan, read_roots(roots)?, context.random.as_mut(), &args.path)?;
        finish_or_remove(args, context).await?;
        outln!("Made the data folder {} and the keys of this node, encrypted, in node/.", args.path.display());
        outln!("keys.passphrase opens them. Keep it away from copies of the folder: give it to the service as the");
        outln!("systemd credential haetae-keys, or name another place in the configuration (keys.passphrase_file).\n");
        outln!(
            "vault/ holds the keys of later windows and the cold spares, encrypted; vault.passphrase opens it. Move both to"
        );
        outln!("another machine or to removable media, and keep them apart. Run haetae keys load once a week.\n");
        super::trust_request::announce(&request, &Layout::new(&args.path).first_request());
        outln!("With the signed list: haetae trust install --data {} FILE", args.path.display());
        return Ok(0);
    }
    (plan.threshold, plan.roots) = (1, 1);
    let made = initialise(&plan, context.random.as_mut(), &args.path)?;
    finish_or_remove(args, context).await?;

    outln!("Made the data folder {}:", args.path.display());
    outln!("  {:<16} configuration, every key explained", config::FILE_NAME);
    outln!("  {:<16} the credential of the operator admin; haetae operator add makes others", "operator.token");
    outln!("  {:<16} the public root, for scanners and `haetae verify`", "roots.json");
    outln!("  {:<16} {} keys, signed by the root", "trust-list", made.trust_list.keys().len());
    outln!("  {:<16} this node's private keys, encrypted", "node/");
    outln!("  {:<16} the passphrase that opens them", "keys.passphrase");
    outln!("  {:<16} keys of later windows and cold spares, encrypted: `haetae keys load`", "vault/");
    outln!("  {:<16} the passphrase that opens the vault", "vault.passphrase");
    outln!("  {:<16} the private root key, encrypted, and its passphrase", "roots/");
    outln!();
    outln!("!! NOT FOR PRODUCTION: the one root key is beside the data. Anyone who reads this folder can make");
    outln!(
        "!! passes that every scanner admits, forever. A real issuer makes its roots with `haetae-keys root init` on a"
    );
    outln!("!! machine without a network and brings only roots.json here: haetae init --roots roots.json.");
    outln!();
    outln!("Next: haetae serve --data {}", args.path.display());
    Ok(0)
}

async fn finish_or_remove(args: &InitArgs, context: &mut Context) -> Result<(), Failure> {
    let now = super::present(args.now, context.clock.as_ref())?;
    finish(args, now, context).await.inspect_err(|_| {
        // Half a data folder would be refused by the next `init`, and by `serve`.
        let _ = fs::remove_dir_all(&args.path);
    })
}

async fn finish(args: &InitArgs, now: UnixTime, context: &mut Context) -> Result<(), Failure> {
    let data = args.path.as_path();
    let mut configuration: DocumentMut = Config::sample().parse().map_err(|error: TomlError| error.to_string())?;
    configuration["issuer"]["serial_bits"] = toml_edit::value(i64::from(args.serial_bits));
    for GivenSetting { section, key, value } in &args.settings {
        // The new value has the kind of the default, and keeps the comment before it.
        let default = configuration.get(section).and_then(|section| section.get(key));
        let is_text = default.is_none_or(toml_edit::Item::is_str);
        let parsed = value.parse::<toml_edit::Value>().ok().filter(|_| !is_text);
        configuration[section][key] = toml_edit::value(parsed.unwrap_or_else(|| value.as_str().into()));
    }
    write(&data.join(config::FILE_NAME), &configuration.to_string(), 0o644)?;
    let config = Config::load(data, [], [])?;
    installation::found(&config).await?;
    let store = store::open(&config).await?;
    operator::add_first(&config, store.as_ref(), &data.join("operator.token"), now, context).await
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .map_err(|error| Failure::from(format!("{}: {error}", path.display())))
}
