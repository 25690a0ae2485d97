use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::IssuerName;
use haetae_keys::ceremony::{InitPlan, Layout, initialise, initialise_node};
use haetae_keys::{Random, RandomUnavailable};

use super::{Failure, Surroundings};
use crate::config::{self, Config};
use crate::signing::read_roots;
use crate::store::SqliteStore;

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
    /// The public root keys of a ceremony (`haetae-keys root init`), for a real issuer; without them, a root key is made beside the data
    #[arg(long, value_name = "FILE")]
    roots: Option<PathBuf>,
    /// The current time in seconds since 1970, if the machine's clock is wrong
    #[arg(long, value_name = "UNIX")]
    now: Option<u64>,
}

/// Makes everything that the embedded default needs: with a root of one key beside the data, or with a request to roots that are
/// kept elsewhere.
pub(super) async fn run(args: &InitArgs, surroundings: &mut Surroundings) -> Result<u8, Failure> {
    let issuer = IssuerName::new(&args.issuer).ok_or_else(|| {
        Failure::from("--issuer must be 1 to 32 bytes of letters, digits, spaces and ' * - . without a space at an end")
    })?;
    let mut plan = InitPlan::new(issuer, super::trust::present(args.now, surroundings.clock.as_ref())?);
    if let Some(roots) = &args.roots {
        let request = initialise_node(&plan, read_roots(roots)?, surroundings.random.as_mut(), &args.path)?;
        finish_or_remove(args, surroundings).await?;
        println!("Made the data folder {} and the keys of this node, encrypted, in node/.", args.path.display());
        println!("keys.passphrase opens them. Keep it away from copies of the folder: give it to the service as the");
        println!(
            "systemd credential haetae-keys, or name another place in the configuration (keys.passphrase_file).\n"
        );
        println!(
            "vault/ holds the keys of later windows and the cold spares, encrypted; vault.passphrase opens it. Move both to"
        );
        println!("another machine or to removable media, and keep them apart. Run haetae keys load once a week.\n");
        super::trust::announce(&request, &Layout::new(&args.path).first_request());
        println!("With the signed list: haetae trust install --data {} FILE", args.path.display());
        return Ok(0);
    }
    (plan.threshold, plan.roots) = (1, 1);
    let made = initialise(&plan, surroundings.random.as_mut(), &args.path)?;
    finish_or_remove(args, surroundings).await?;

    println!("Made the data folder {}:", args.path.display());
    println!("  {:<16} configuration, every key explained", config::FILE_NAME);
    println!("  {:<16} what operators send as a bearer token", "operator.token");
    println!("  {:<16} the public root, for scanners and `haetae verify`", "roots.json");
    println!("  {:<16} {} keys, signed by the root", "trust-list", made.trust_list.keys().len());
    println!("  {:<16} this node's private keys, encrypted", "node/");
    println!("  {:<16} the passphrase that opens them", "keys.passphrase");
    println!("  {:<16} keys of later windows and cold spares, encrypted: `haetae keys load`", "vault/");
    println!("  {:<16} the passphrase that opens the vault", "vault.passphrase");
    println!("  {:<16} the private root key, encrypted, and its passphrase", "roots/");
    println!();
    println!("!! NOT FOR PRODUCTION: the one root key is beside the data. Anyone who reads this folder can make");
    println!(
        "!! passes that every scanner admits, forever. A real issuer makes its roots with `haetae-keys root init` on a"
    );
    println!("!! machine without a network and brings only roots.json here: haetae init --roots roots.json.");
    println!();
    println!("Next: haetae serve --data {}", args.path.display());
    Ok(0)
}

async fn finish_or_remove(args: &InitArgs, surroundings: &mut Surroundings) -> Result<(), Failure> {
    finish(&args.path, args.serial_bits, surroundings.random.as_mut()).await.inspect_err(|_| {
        // Half a data folder would be refused by the next init, and by serve.
        let _ = fs::remove_dir_all(&args.path);
    })
}

async fn finish(data: &Path, serial_bits: u8, random: &mut (dyn Random + Send)) -> Result<(), Failure> {
    let configuration = Config::sample().replace("serial_bits = 26", &format!("serial_bits = {serial_bits}"));
    write(&data.join(config::FILE_NAME), &configuration, 0o644)?;
    write(&data.join("operator.token"), &format!("{}\n", token(random)?), 0o600)?;
    let config = Config::load(data, [], [])?;
    SqliteStore::open(&config.database_path(), serial_bits).await?;
    Ok(())
}

fn token(random: &mut (dyn Random + Send)) -> Result<String, RandomUnavailable> {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    let mut bytes = zeroize::Zeroizing::new([0u8; 32]);
    random.fill(bytes.as_mut_slice())?;
    Ok(Base64UrlUnpadded::encode_string(bytes.as_slice()))
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
