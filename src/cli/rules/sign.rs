use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::{RulesEdition, UnixTime};
use haetae_keys::ceremony::{create_file, read_bounded};
use sha2::{Digest as _, Sha256};

use super::in_words;
use crate::cli::output::outln;
use crate::cli::second_operator::hexadecimal;
use crate::cli::{Acts, Context, DataFolder, Failure, open};
use crate::journal::{ActKind, ActOutcome, Detail};
use crate::rules::checking::{Finding, Settings, Severity, check};
use crate::rules::making::{Made, make};
use crate::runtime::Node;

/// Arguments of `haetae rules sign`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 signed, 1 something is wrong with the file, 2 wrong usage or failure")]
pub(in crate::cli) struct SignArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The rules: JSON (docs/wire-format.md, section 8). `version` and `issued` are filled in, and `offsets` where they
    /// are absent
    file: PathBuf,
    /// The signed file to write, which must not exist; by default FILE with the ending .signed
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(args: &SignArgs, context: &mut Context) -> Result<u8, Failure> {
    let out = args.out.clone().unwrap_or_else(|| args.file.with_extension("signed"));
    if out.exists() {
        return Err(format!("{}: the file exists already, and is not overwritten", out.display()).into());
    }
    let text = read_bounded(&args.file)?;
    require_checked(&args.file, &text, context.clock.now())?;
    let (config, node) = open(&args.data, context).await?;
    let now = crate::cli::clock::require_agreement(&node, &config).await?;
    let made = next(&text, &node, now).await.map_err(|error| named(&args.file, &error))?;
    let mut acts = Acts::open(&config, context)?;
    let signed = sign(&made, &node, now)?;
    create_file(&out, &signed.bytes)?;
    let on = [
        ("version", Detail::from(made.file.version)),
        ("file", hexadecimal(&Sha256::digest(&signed.bytes)).into()),
        ("kid", signed.kid.clone().into()),
    ];
    acts.enter(ActKind::RulesSign, on, ActOutcome::Done)?;
    outln!("Signed version {} with the key {}: {}.", made.file.version, signed.kid, out.display());
    outln!("It says: {}.", in_words(&made.file, now));
    if let Some(number) = made.offsets {
        outln!("The civil time of its zone was filled in, for ten years ahead (entries: {number}).");
    }
    outln!("Nothing is changed yet. Next: haetae rules publish {}", out.display());
    Ok(0)
}

/// Refuses what `haetae rules check` finds wrong: logic of a wrong form, wrong offsets, and so on.
fn require_checked(path: &Path, text: &[u8], now: UnixTime) -> Result<(), Failure> {
    let checked = check(text, &Settings { now, notice: 0, emergency: None, replaced: None });
    let mut wrong = checked.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(Finding { place, about, what, .. }) = wrong.next() else { return Ok(()) };
    let path = path.display();
    let more = match wrong.count() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    Err(Failure::no(format!("{path}:{place}: {about}: {what}{more}. See: haetae rules check {path}")))
}

/// A failure that names the file.
pub(super) fn named(path: &Path, what: &impl std::fmt::Display) -> Failure {
    Failure::from(format!("{}: {what}", path.display()))
}

/// A signed file.
pub(super) struct Signed {
    pub(super) bytes: Vec<u8>,
    /// The id of the key.
    pub(super) kid: String,
}

/// Makes the next version of a text.
pub(super) async fn next(text: &[u8], node: &Node, now: UnixTime) -> Result<Made, Failure> {
    let newest = node.publisher.newest_rules().await?;
    let version = newest.map_or(1, |newest| newest.version.saturating_add(1));
    make(text, version, now).map_err(|error| error.to_string().into())
}

/// Signs it with the key that is due, and looks whether scanners would take it.
pub(super) fn sign(made: &Made, node: &Node, now: UnixTime) -> Result<Signed, Failure> {
    let signing = node.publisher.signing().load();
    let kid = signing.keys.rules_key_at(now).ok_or(
        "this node holds no rules key that is due now: haetae keys status shows which are, and haetae keys load --vault DIR \
         brings them",
    )?;
    let prepared = RulesEdition::prepare(made.payload.clone(), kid);
    let signature = signing.custody.sign(kid, prepared.to_be_signed()).map_err(|error| error.to_string())?;
    let bytes = prepared.complete(&signature);
    RulesEdition::decode(&bytes, &signing.list).map_err(|error| error.to_string())?;
    Ok(Signed { bytes, kid: kid.to_string() })
}
