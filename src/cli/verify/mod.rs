//! `haetae verify`: the check at the entrance, without a network.

mod report;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{Challenge, MAX_CHALLENGE_BYTES, MIN_CHALLENGE_BYTES, Outcome, Scanner, Unclear, UnixTime, Verdict};

use super::fetch::fetch;
use super::input::{self, Code};
use super::zone::ZoneArg;
use super::{Context, Failure};
use crate::signing::read_roots;
use report::Report;

/// Arguments of `haetae verify`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 every code is admitted, 1 a code is not admitted, 2 wrong usage or failure")]
pub(super) struct VerifyArgs {
    /// The pinned roots: {"threshold": 2, "keys": [JWK, ...]}
    #[arg(long, value_name = "FILE")]
    roots: PathBuf,
    /// The scanner's data: a bundle, as a file or an http(s) address
    #[arg(long, value_name = "FILE|URL")]
    bundle: String,
    /// The time of the check in seconds since 1970; by default now
    #[arg(long, value_name = "UNIX")]
    at: Option<u64>,
    /// A challenge that this scanner shows, 8 to 16 bytes in hexadecimal
    #[arg(long = "challenge", value_name = "HEX")]
    challenges: Vec<String>,
    /// Admit only codes that answer one of the challenges; all others, also paper passes, are challenge_missing
    #[arg(long)]
    require_challenge: bool,
    /// The policy of the venue, by its id in the rules of the bundle; by default a genuine pass is enough
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
    #[command(flatten)]
    zone: ZoneArg,
    /// Write JSON for programs instead of text, one verdict a line (docs/commands.md)
    #[arg(long)]
    json: bool,
    /// Texts of codes, files of texts (one a line), images (PNG, JPEG), or - for the standard input
    #[arg(value_name = "INPUT", default_value = "-")]
    inputs: Vec<String>,
}

/// Checks each input for itself, in order. Exit status 0 if all are admitted, 1 if not; 2 where an input holds nothing
/// to check.
pub(super) fn run(args: &VerifyArgs, context: &Context) -> Result<u8, Failure> {
    let now = match args.at {
        None => context.clock.now(),
        Some(seconds) => UnixTime::new(seconds).ok_or("--at must be a time up to the end of year 9999")?,
    };
    let challenges = args.challenges.iter().map(|text| challenge(text)).collect::<Result<Vec<_>, _>>()?;
    let mut scanner = scanner(&args.roots, &args.bundle)?;
    scanner.require_challenge(args.require_challenge);
    scanner.choose_policy(args.policy.clone());
    let codes = input::read_all(&args.inputs)?;

    let mut report = Report::new(args.json, &args.zone.zone);
    for code in codes {
        let verdict = match code? {
            Code::Text(text) => {
                // Every input is a scan of its own: nothing is remembered from one to the next.
                scanner.forget();
                for challenge in &challenges {
                    scanner.show_challenge(challenge.clone(), now);
                }
                scanner.check(&text, now)
            }
            Code::Unreadable => Verdict::Unclear(Unclear::Unreadable),
        };
        report.add(&verdict)?;
    }
    report.finish(scanner.store(), now)
}

/// A scanner that starts from the pinned roots and has taken the bundle.
fn scanner(roots: &Path, bundle: &str) -> Result<Scanner, Failure> {
    // It fetches nothing by itself, so that no seed has to spread when it does.
    let mut scanner = Scanner::new(read_roots(roots)?, 0);
    let bytes = if bundle.starts_with("http://") || bundle.starts_with("https://") {
        fetch(bundle)?
    } else {
        std::fs::read(bundle).map_err(|error| Failure::from(format!("{bundle}: {error}")))?
    };
    match scanner.bundle_arrived(&bytes) {
        Outcome::Taken => Ok(scanner),
        outcome => {
            Err(format!("{bundle}: a scanner with these roots does not accept this bundle: {}", outcome.as_str())
                .into())
        }
    }
}

fn challenge(text: &str) -> Result<Challenge, Failure> {
    Challenge::parse_hex(text).ok_or_else(|| {
        format!("--challenge must be {MIN_CHALLENGE_BYTES} to {MAX_CHALLENGE_BYTES} bytes in hexadecimal").into()
    })
}
