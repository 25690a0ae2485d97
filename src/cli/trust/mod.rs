mod check;
mod show;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use haetae_core::{Kid, SECONDS_PER_DAY, TrustList, TrustedKey};
use haetae_keys::ceremony::{Request, create_file, minute, read_bounded};
use sha2::{Digest as _, Sha256};

use super::second_operator::hexadecimal;
use super::trust_request::{announce, list_in_force, read_key_file};
use super::{Acts, Context, DataFolder, Failure, load, present};
use crate::cli::output::outln;
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::signing::{Installed, TrustLists, open_custody, read_roots};

/// Commands about the trust list.
#[derive(Debug, Subcommand)]
pub(super) enum TrustCommand {
    /// Write a request for the next trust list, which custodians sign with `haetae-keys root sign`
    Request(RequestArgs),
    /// Install a signed trust list
    Install(InstallArgs),
    /// Check whether this release's scanner accepts a bundle
    Check(check::CheckArgs),
    /// Show the current trust list
    Show(show::ShowArgs),
}

/// Arguments of `haetae trust request`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(super) struct RequestArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The request to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// For how many weeks the list is valid
    #[arg(long, default_value_t = 39, value_parser = clap::value_parser!(u16).range(1..=104))]
    weeks: u16,
    /// Add the keys of a key file without checking their windows; `haetae keys plan` checks them
    #[arg(long = "add-key", value_name = "FILE")]
    add: Vec<PathBuf>,
    /// Take a key off the list
    #[arg(long = "drop-key", value_name = "KID")]
    drop: Vec<String>,
    /// Replace the roots with this set: {"threshold": 2, "keys": [JWK, ...]}
    #[arg(long, value_name = "FILE")]
    root_set: Option<PathBuf>,
    /// The version of the list, if custodians have signed another request with the next one; by default the next one
    #[arg(long, value_name = "VERSION")]
    list_version: Option<u64>,
    /// The current time in seconds since 1970, if the machine's clock is wrong
    #[arg(long, value_name = "UNIX")]
    now: Option<u64>,
}

/// Arguments of `haetae trust install`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 installed, now or before, 1 scanners would not accept the list, 2 wrong usage or failure"
)]
pub(super) struct InstallArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The signed list, as `haetae-keys root combine` wrote it
    #[arg(value_name = "FILE")]
    list: PathBuf,
}

/// Runs one of them.
pub(super) fn run(command: &TrustCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        TrustCommand::Request(args) => request(args, context),
        TrustCommand::Install(args) => install(args, context),
        TrustCommand::Check(args) => check::run(args),
        TrustCommand::Show(args) => show::run(args, context),
    }
}

fn request(args: &RequestArgs, context: &Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let now = present(args.now, context.clock.as_ref())?;
    let (bytes, list) = list_in_force(&config)?;
    let roots = args.root_set.as_deref().map_or(Ok(list.roots.clone()), read_roots)?;
    let mut keys = kept_keys(&list, &args.drop)?;
    for path in &args.add {
        keys.extend(read_key_file(path)?.keys().iter().map(|(key, _)| key.clone()));
    }
    let expires = now.saturating_add(u64::from(args.weeks) * 7 * SECONDS_PER_DAY);
    let version = args.list_version.unwrap_or_else(|| list.version.saturating_add(1));
    let next = TrustList::new(version, now, expires, roots, keys)
        .map_err(|error| Failure::from(format!("this makes no trust list, which needs {}", error.reason())))?;
    TrustLists::new(&config.trust_list_path())
        .require_no_return(&next)
        .map_err(|error| Failure::from(format!("{error}. No request was written")))?;
    let request = Request::new(next, Some(bytes))?;
    create_file(&args.out, request.bytes())?;
    announce(&request, &args.out);
    Ok(0)
}

fn kept_keys(list: &TrustList, drop: &[String]) -> Result<Vec<TrustedKey>, Failure> {
    let mut dropped = BTreeSet::new();
    for text in drop {
        let known = Kid::parse(text).filter(|kid| list.keys().any(|(known, _)| known == kid));
        dropped.insert(known.ok_or_else(|| format!("--drop-key {text}: there is no such key on the list"))?);
    }
    Ok(list.keys().filter(|(kid, _)| !dropped.contains(kid)).map(|(_, key)| key.clone()).collect())
}

fn install(args: &InstallArgs, context: &mut Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let custody = open_custody(&config)?;
    let roots = read_roots(&config.roots_path())?;
    let lists = TrustLists::new(&config.trust_list_path());
    let bytes = read_bounded(&args.list)?;
    let mut acts = Acts::open(&config, context)?;
    let installed = lists.install(&bytes, roots, custody.as_ref(), context.clock.now());
    let hash = ("sha256", Detail::from(hexadecimal(&Sha256::digest(&bytes))));
    match installed.map_err(|error| Failure::no(format!("{}: {error}. Nothing has changed", args.list.display())))? {
        Installed::Taken(list) => {
            acts.enter(ActKind::TrustInstall, [("version", list.version.into()), hash], ActOutcome::Done)?;
            outln!("Version {} of the trust list is in force until {}.", list.version, minute(list.expires));
            outln!("A running service uses it within seconds and logs that.");
        }
        Installed::Unchanged => {
            acts.enter(ActKind::TrustInstall, [hash], ActOutcome::Already)?;
            outln!("This list is already installed. Nothing changed.");
        }
    }
    Ok(0)
}
