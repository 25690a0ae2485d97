use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{MAX_BUNDLE_BYTES, Outcome, RootSet, TrustStore};
use serde::Serialize;

use crate::cli::Failure;
use crate::cli::json::{self, AsJson};
use crate::cli::output::outln;
use crate::signing::read_roots;

/// Arguments of `haetae trust check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 accepted, 1 not accepted, 2 wrong usage or failure")]
pub(in crate::cli) struct CheckArgs {
    /// The pinned roots of the scanners: {"threshold": 2, "keys": [JWK, ...]}
    #[arg(long, value_name = "FILE")]
    roots: PathBuf,
    /// A bundle that scanners have already
    #[arg(long, value_name = "BUNDLE")]
    after: Option<PathBuf>,
    /// The bundle to offer
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    #[command(flatten)]
    form: AsJson,
}

#[derive(Serialize)]
struct CheckJson {
    taken: bool,
    /// The release whose scanner made the check.
    release: &'static str,
    /// Which scanner does not accept it: `follower` of the earlier bundle or `newcomer`.
    refused_by: Option<&'static str>,
    /// The outcome that the scanner reports.
    reason: Option<&'static str>,
}

/// Offers a bundle to this release's scanner, once as to a newcomer and once as to a follower of an earlier bundle.
pub(super) fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let roots = read_roots(&args.roots)?;
    let bundle = read(&args.bundle)?;
    let after = args.after.as_deref().map(read).transpose()?;
    let follower = after.and_then(|after| follower(&roots, &after)).map(|scanner| ("follower", scanner));
    let scanners = follower.into_iter().chain([("newcomer", TrustStore::new(roots))]);
    let mut outcomes = scanners.map(|(who, mut scanner)| (who, scanner.take_bundle(&bundle)));
    let refused = outcomes.find(|(_, outcome)| !matches!(outcome, Outcome::Taken | Outcome::Unchanged));
    let release = env!("CARGO_PKG_VERSION");
    if args.form.json {
        let (refused_by, reason) = (refused.map(|(who, _)| who), refused.map(|(_, outcome)| outcome.as_str()));
        json::print(&CheckJson { taken: refused.is_none(), release, refused_by, reason })?;
        return Ok(u8::from(refused.is_some()));
    }
    match refused {
        None => {
            outln!("Scanners of version {release} accept it.");
            Ok(0)
        }
        Some((who, outcome)) => {
            let who = if who == "follower" { "that has the earlier bundle" } else { "that starts with it" };
            Err(Failure::no(format!("a scanner {who} does not accept the bundle: {}", outcome.as_str())))
        }
    }
}

/// A scanner with this bundle. A bundle that scanners do not accept, of other roots for instance, has no effect.
fn follower(roots: &RootSet, bundle: &[u8]) -> Option<TrustStore> {
    let mut scanner = TrustStore::new(roots.clone());
    (scanner.take_bundle(bundle) == Outcome::Taken).then_some(scanner)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BUNDLE_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::from(format!("{}: {error}", path.display())))?;
    Ok(bytes)
}
