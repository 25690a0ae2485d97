use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{MAX_BUNDLE_BYTES, Outcome, RootSet, TrustStore};

use crate::cli::Failure;
use crate::signing::read_roots;

/// Arguments of `haetae trust check`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 it is taken, 1 it is not, 2 a file could not be read")]
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
}

/// Offers a bundle to this release's scanner, once as to a newcomer and once as to a follower of an earlier bundle.
pub(super) fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let roots = read_roots(&args.roots)?;
    let bundle = read(&args.bundle)?;
    let after = args.after.as_deref().map(read).transpose()?;
    if let Some(mut follower) = after.and_then(|after| follower(&roots, &after)) {
        require_taken(follower.take_bundle(&bundle), "a scanner that has the earlier bundle")?;
    }
    require_taken(TrustStore::new(roots).take_bundle(&bundle), "a scanner that starts with it")?;
    println!("Scanners of version {} take it.", env!("CARGO_PKG_VERSION"));
    Ok(0)
}

/// A scanner with this bundle. One that scanners do not take, of other roots for instance, binds nobody.
fn follower(roots: &RootSet, bundle: &[u8]) -> Option<TrustStore> {
    let mut scanner = TrustStore::new(roots.clone());
    (scanner.take_bundle(bundle) == Outcome::Taken).then_some(scanner)
}

fn require_taken(outcome: Outcome, who: &str) -> Result<(), Failure> {
    match outcome {
        Outcome::Taken | Outcome::Unchanged => Ok(()),
        outcome => Err(Failure::no(format!("{who} does not take the bundle: {}", outcome.as_str()))),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_BUNDLE_BYTES as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::from(format!("{}: {error}", path.display())))?;
    Ok(bytes)
}
