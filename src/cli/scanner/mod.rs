mod lock;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use clap::{Args, Subcommand};
use haetae_core::{PolicyId, PublicKey, RootSet};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use self::lock::Lock;
use super::json::{self, AsJson};
use super::new_file::NewFile;
use super::{Context, DataFolder, Failure, load};
use crate::cli::output::outln;
use crate::http::Contact;
use crate::render::{ErrorCorrection, Palette, QrCode, Scale};
use crate::signing::read_roots;

/// Pixels for each module of a PNG.
const PIXELS: u32 = 8;

/// Commands about scanners.
#[derive(Debug, Subcommand)]
pub(super) enum ScannerCommand {
    /// Print the link, and its QR code, that sets a tablet up as a scanner of this issuer
    Setup(SetupArgs),
}

/// Arguments of `haetae scanner setup`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 wrong usage or failure")]
pub(super) struct SetupArgs {
    #[command(flatten)]
    data: DataFolder,
    /// The picture to write instead of a drawing, which must not exist; its name ends in .png or .svg
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Lock the tablet's settings with a PIN of 4 to 12 digits, read from the first line of the standard input. The
    /// link carries a salted hash of it. A new link with a new PIN replaces one that was forgotten
    #[arg(long)]
    lock: bool,
    /// The venue's policy, by its id in the rules: the tablet chooses it. Without it the choice is left to the tablet's
    /// settings
    #[arg(long, value_name = "ID", value_parser = policy_id)]
    policy: Option<String>,
    /// Let no one choose another policy on the tablet: only a new setup link changes it
    #[arg(long, requires = "policy")]
    lock_policy: bool,
    #[command(flatten)]
    form: AsJson,
}

#[derive(Serialize)]
struct SetupJson<'a> {
    /// The text of the QR code.
    link: &'a str,
    /// The verification number, to compare with the tablet's screen.
    fingerprint: &'a str,
    origin: &'a str,
    roots: &'a RootSet,
    /// The policy that the tablet chooses.
    policy: Option<&'a ChosenPolicy>,
    /// The picture that was written.
    picture: Option<String>,
}

/// The venue's policy, as a setup link carries it.
#[derive(Serialize)]
struct ChosenPolicy {
    id: String,
    /// Whether only a new setup link changes it.
    locked: bool,
}

fn policy_id(text: &str) -> Result<String, String> {
    let id = PolicyId::new(text).ok_or("an id of a policy is 1 to 16 of a-z, 0-9 and -, as in the rules file")?;
    Ok(id.as_str().to_owned())
}

/// Runs one of them.
pub(super) fn run(command: &ScannerCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        ScannerCommand::Setup(args) => setup(args, context),
    }
}

/// The roots are in the link, so that a scanner gets them from the operator who shows it and not from an answer on the
/// network.
fn setup(args: &SetupArgs, context: &mut Context) -> Result<u8, Failure> {
    let config = load(&args.data, context)?;
    let roots = read_roots(&config.roots_path())?;
    let origin = &config.public_address();
    let mut setup = serde_json::json!({ "roots": roots, "origin": origin });
    if let Some(contact) = Contact::of(&config.issuer) {
        setup["contact"] = serde_json::json!(contact);
    }
    if args.lock {
        setup["lock"] = serde_json::json!(Lock::from_input(context.random.as_mut())?);
    }
    let policy = args.policy.clone().map(|id| ChosenPolicy { id, locked: args.lock_policy });
    if let Some(policy) = &policy {
        setup["policy"] = serde_json::json!(policy);
    }
    let encoded = Base64UrlUnpadded::encode_string(setup.to_string().as_bytes());
    let link = format!("{origin}/scanner/#setup={encoded}");
    let code = QrCode::of_link(&link, ErrorCorrection::M)?;
    if let Some(path) = &args.out {
        let picture = match path.extension().and_then(|ending| ending.to_str()) {
            Some("png") => code.to_png(Scale::new(PIXELS)?)?,
            Some("svg") => code.to_svg("Haetae scanner setup", None).into_bytes(),
            _ => return Err("--out must end in .png or .svg".into()),
        };
        NewFile::for_everybody(path)?.fill(&picture)?;
    }
    let fingerprint = fingerprint(&roots);
    if args.form.json {
        let picture = args.out.as_ref().map(|path| path.display().to_string());
        let policy = policy.as_ref();
        json::print(&SetupJson { link: &link, fingerprint: &fingerprint, origin, roots: &roots, policy, picture })?;
        return Ok(0);
    }
    outln!("{link}");
    if args.out.is_none() {
        let colours = std::io::stdout().is_terminal();
        outln!("{}", code.to_terminal(if colours { Palette::Colours } else { Palette::Plain }));
    }
    outln!("Verification number: {fingerprint}");
    if let Some(ChosenPolicy { id, locked }) = &policy {
        outln!("Policy: {id}{}", if *locked { ", locked" } else { "" });
    }
    Ok(0)
}

/// The verification number, to compare with the tablet's screen: the first 16 bytes of SHA-256 over the threshold and
/// the sorted keys in base64url, each on a line, as groups of four hexadecimal digits.
fn fingerprint(roots: &RootSet) -> String {
    let coordinate = |key: &PublicKey| match key {
        PublicKey::Ed25519(x) | PublicKey::X25519(x) | PublicKey::P256 { x, .. } => Base64UrlUnpadded::encode_string(x),
    };
    let mut keys: Vec<String> = roots.keys().map(|(_, key)| coordinate(key)).collect();
    keys.sort();
    let text = [vec![roots.threshold().to_string()], keys].concat().join("\n");
    let groups: Vec<String> =
        Sha256::digest(text).chunks(2).take(8).map(|pair| format!("{:02x}{:02x}", pair[0], pair[1])).collect();
    groups.join(" ")
}
