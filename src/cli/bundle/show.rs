use std::path::PathBuf;

use clap::Args;
use haetae_core::inspect::{manifest_signer, unchecked_file};
use haetae_core::{Bundle, FileKind, Kid, Manifest, Outcome, PinnedFile, TRUST_LIST, TrustList, TrustStore, UnixTime};
use sha2::{Digest as _, Sha256};

use super::super::json::{self, AsJson};
use super::super::{Context, Failure};
use super::show_json::{BundleJson, ScannerJson};
use super::source::read_bundle;
use crate::cli::output::outln;
use crate::render::text::{plural, span};
use crate::signing::read_roots;

/// Arguments of `haetae bundle show`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 shown, 1 it is not a bundle, or a scanner with these roots does not accept it or cannot admit anyone with it, \
                  2 wrong usage or failure"
)]
pub(super) struct ShowArgs {
    /// The bundle
    #[arg(value_name = "FILE")]
    bundle: PathBuf,
    /// The pinned roots of a scanner: {"threshold": 2, "keys": [JWK, ...]}
    #[arg(long, value_name = "FILE")]
    roots: Option<PathBuf>,
    #[command(flatten)]
    form: AsJson,
}

/// Shows a bundle. Exit status 1 if a scanner with the roots would not accept it, or could admit no one with it.
pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<u8, Failure> {
    let now = context.clock.now();
    let scanner = args.roots.as_deref().map(read_roots).transpose()?.map(TrustStore::new);
    let bytes = read_bundle(&args.bundle)?;
    let malformed = |words: &str| Failure::no(format!("{}: not a bundle: {words} was expected", args.bundle.display()));
    let bundle = Bundle::decode(&bytes).map_err(|error| malformed(error.reason()))?;
    let manifest = Manifest::decode_unverified(bundle.manifest).map_err(|error| malformed(error.reason()))?;
    let files = Files::of(&manifest, &bundle.files);
    let scanner = scanner.map(|mut scanner| {
        let outcome = scanner.take_bundle(&bytes);
        ScannerJson { takes: outcome == Outcome::Taken, outcome: outcome.as_str(), expired: scanner.is_expired(now) }
    });
    let signer = manifest_signer(bundle.manifest);
    if args.form.json {
        json::print(&BundleJson::new(&manifest, signer, &files, scanner.as_ref()))?;
    } else {
        show_manifest(&manifest, signer, now);
        show_files(&manifest, &files, now);
        say_what_a_scanner_does(scanner.as_ref());
    }
    Ok(u8::from(scanner.is_some_and(|scanner| !scanner.takes || scanner.expired)))
}

fn say_what_a_scanner_does(scanner: Option<&ScannerJson>) {
    match scanner {
        None => outln!("\nNothing was checked: use --roots to see whether a scanner would accept this bundle."),
        Some(scanner) if !scanner.takes => {
            outln!("\nA scanner with these roots does not accept this bundle: {}.", scanner.outcome);
        }
        Some(scanner) if scanner.expired => {
            outln!("\nA scanner with these roots accepts this bundle but cannot admit anyone with it: it has expired.");
        }
        Some(_) => outln!("\nA scanner with these roots accepts this bundle."),
    }
}

/// The files of a bundle, with their entries in its manifest.
pub(super) struct Files<'b> {
    /// The files that the manifest pins, with their bytes if they are in the bundle.
    pub(super) pinned: Vec<(&'b PinnedFile, Option<&'b [u8]>)>,
    /// The files that the manifest does not pin.
    pub(super) strangers: Vec<&'b [u8]>,
}

impl<'b> Files<'b> {
    fn of(manifest: &'b Manifest, given: &[&'b [u8]]) -> Self {
        let hashed: Vec<([u8; 32], &[u8])> = given.iter().map(|file| (Sha256::digest(file).into(), *file)).collect();
        let bytes = |pinned: &PinnedFile| hashed.iter().find(|(sha256, _)| *sha256 == pinned.sha256).map(|file| file.1);
        let is_pinned = |sha256: &[u8; 32]| manifest.files().iter().any(|pinned| pinned.sha256 == *sha256);
        Self {
            pinned: manifest.files().iter().map(|pinned| (pinned, bytes(pinned))).collect(),
            strangers: hashed.iter().filter(|(sha256, _)| !is_pinned(sha256)).map(|(_, bytes)| *bytes).collect(),
        }
    }
}

fn show_manifest(manifest: &Manifest, signer: Option<Kid>, now: UnixTime) {
    outln!("Manifest version {}{}", manifest.version, signed_by(signer));
    outln!("  issued   {}  {}", manifest.issued.to_rfc3339(), from_now(manifest.issued, now));
    outln!("  stale    {}  {}", manifest.stale.to_rfc3339(), from_now(manifest.stale, now));
    outln!("  expires  {}  {}", manifest.expires.to_rfc3339(), from_now(manifest.expires, now));
}

fn show_files(manifest: &Manifest, files: &Files<'_>, now: UnixTime) {
    outln!("\nFiles:");
    for (pinned, bytes) in &files.pinned {
        if let Some(bytes) = bytes {
            show_file(manifest, pinned, bytes, now);
        }
    }
    let left_out = files.pinned.iter().filter(|(_, bytes)| bytes.is_none()).count();
    if left_out > 0 {
        let files = plural(left_out, "file of the manifest is", "files of the manifest are");
        outln!("  {left_out} more {files} not in this bundle");
    }
    for bytes in &files.strangers {
        outln!("  NOT PINNED: a file of {} bytes that the manifest does not name", bytes.len());
    }
}

fn show_file(manifest: &Manifest, pinned: &PinnedFile, bytes: &[u8], now: UnixTime) {
    let head = match unchecked_file(FileKind::of(&pinned.name), bytes) {
        Some(file) => {
            format!("issued {}  {}{}", file.issued.to_rfc3339(), from_now(file.issued, now), signed_by(file.signers))
        }
        None if FileKind::of(&pinned.name) == FileKind::Other => "scanners ignore it".to_owned(),
        None => "CONTENT DOES NOT MATCH ITS NAME".to_owned(),
    };
    outln!("  {:<16}  {:>9} bytes  {head}", pinned.name, bytes.len());
    if pinned.name != TRUST_LIST {
        return;
    }
    if let Ok(list) = TrustList::decode_unverified(bytes) {
        outln!("  {:<16}  expires {}  {}", "", list.expires.to_rfc3339(), from_now(list.expires, now));
        for (kid, from) in list.keys().filter_map(|(kid, _)| Some((kid, manifest.withdrawn_from(*kid)?))) {
            outln!("  {:<16}  withdrawn: {kid} from {}", "", from.to_rfc3339());
        }
    }
}

fn signed_by(signers: impl IntoIterator<Item = Kid>) -> String {
    let kids: Vec<String> = signers.into_iter().map(|kid| kid.to_string()).collect();
    if kids.is_empty() { String::new() } else { format!(", said to be signed by {}", kids.join(", ")) }
}

fn from_now(time: UnixTime, now: UnixTime) -> String {
    if time <= now {
        format!("({} ago)", span(now.seconds_since(time)))
    } else {
        format!("(in {})", span(time.seconds_since(now)))
    }
}
