use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use haetae_core::UnixTime;
use haetae_keys::ceremony::{create_file, read_bounded};
use haetae_keys::{TransferIdentity, TransferRecipient};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::cli::output::outln;
use crate::cli::second_operator::hexadecimal;
use crate::cli::{Context, Failure};
use crate::config;

/// The file of the new node that opens the invitation.
pub(super) const IDENTITY: &str = "invitation.identity";
/// The longest label of a node, in bytes.
const LABEL: usize = 64;
/// How many bytes of a request's hash people compare.
const COMPARED: usize = 12;

/// Arguments of `haetae node request`.
#[derive(Debug, Args)]
#[command(after_help = crate::cli::exit_status::DONE)]
pub(in crate::cli) struct RequestArgs {
    /// The data folder of the new node; it must be empty or not exist
    #[arg(long = "data", value_name = "DIR", default_value = "haetae-data", env = "HAETAE_DATA")]
    data: PathBuf,
    /// What people call the new node, its host's name for instance
    #[arg(long, value_name = "LABEL")]
    name: String,
    /// The request to write; it must not exist. It is not secret
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To become a node.
    Join,
    /// To get what other nodes have and this one lacks.
    Update,
}

/// The file that a node gives to another one that is there.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    format: String,
    /// What people call the node.
    pub(super) node: String,
    /// The installation of a node that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) installation: Option<String>,
    /// For whom the answer is encrypted.
    recipient: String,
    /// When it was made.
    made: UnixTime,
}

/// Makes the identity of a new node, and the request with its public half.
pub(super) fn run(args: &RequestArgs, context: &Context) -> Result<u8, Failure> {
    if !is_label(&args.name) {
        return Err(Failure::from(format!(
            "--name must have 1 to {LABEL} letters, digits and - _ . between them, like issuer-2"
        )));
    }
    require_vacant(&args.data)?;
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error: std::io::Error| Failure::from(format!("{path}: {error}"))
    };
    let mut folder = DirBuilder::new();
    folder.recursive(true).mode(0o700).create(&args.data).map_err(failed(&args.data))?;
    let identity = args.data.join(IDENTITY);
    let confirmation = Request::create(Purpose::Join, &args.name, None, &identity, &args.out, context)?;
    outln!("Wrote {}. Bring it to a node that is there, and give it what this machine shows here:", args.out.display());
    outln!();
    outln!("  haetae node invite --for {} --confirm {confirmation} --out invitation.age", args.out.display());
    outln!();
    outln!(
        "The confirmation shows that nobody has exchanged the request on its way: the invitation holds signing keys."
    );
    outln!("Then, here: haetae node join --data {} invitation.age", args.data.display());
    Ok(0)
}

impl Purpose {
    /// What a request's file says that it is.
    const fn format(self) -> &'static str {
        match self {
            Self::Join => "haetae node request v1",
            Self::Update => "haetae node update request v1",
        }
    }

    /// The command that makes such a request.
    const fn command(self) -> &'static str {
        match self {
            Self::Join => "haetae node request",
            Self::Update => "haetae node ask",
        }
    }
}

impl Request {
    /// Makes an identity, at `identity`, and a request with its public half, at `out`. The confirmation of the request.
    pub(super) fn create(
        purpose: Purpose,
        node: &str,
        installation: Option<String>,
        identity: &Path,
        out: &Path,
        context: &Context,
    ) -> Result<String, Failure> {
        let key = TransferIdentity::generate();
        let request = Self {
            format: purpose.format().to_owned(),
            node: node.to_owned(),
            installation,
            recipient: key.recipient().to_string(),
            made: context.clock.now(),
        };
        let mut bytes = serde_json::to_vec_pretty(&request).map_err(|error| error.to_string())?;
        bytes.push(b'\n');
        // First, because a request without its identity is useless, and the other way round nothing is lost.
        key.create_file(identity)?;
        if let Err(error) = create_file(out, &bytes) {
            std::fs::remove_file(identity)
                .map_err(|error| Failure::from(format!("{}: {error}", identity.display())))?;
            return Err(error.into());
        }
        Ok(confirmation(&bytes))
    }

    /// Reads a request for this purpose that must have this confirmation.
    pub(super) fn read(path: &Path, purpose: Purpose, confirmed: &str) -> Result<Self, Failure> {
        let bytes = read_bounded(path)?;
        let command = purpose.command();
        let not_one = |why: &str| Failure::from(format!("{}: not a request of `{command}`: {why}", path.display()));
        let request: Self = serde_json::from_slice(&bytes).map_err(|error| not_one(&error.to_string()))?;
        if request.format != purpose.format() {
            return Err(not_one(&format!("it says \"{}\"", request.format)));
        }
        if !is_label(&request.node) {
            return Err(not_one("the name of its node is none"));
        }
        let typed: String = confirmed.chars().filter(char::is_ascii_alphanumeric).collect();
        let shown = confirmation(&bytes);
        if typed.to_ascii_lowercase() != shown.replace('-', "") {
            return Err(Failure::from(format!(
                "--confirm {confirmed} is not the confirmation of {}. Compare it with what `{command}` showed on the \
                 other machine. If it is typed as it stood there, someone has exchanged the request: nothing was encrypted",
                path.display()
            )));
        }
        Ok(request)
    }

    /// For whom the invitation is encrypted.
    pub(super) fn recipient(&self) -> Result<TransferRecipient, Failure> {
        self.recipient.parse().map_err(|reason| Failure::from(format!("the request's recipient is none: {reason}")))
    }
}

/// What people compare: 96 bits of the SHA-256 of a request, in groups of four hexadecimal digits.
pub(super) fn confirmation(request: &[u8]) -> String {
    let digits = hexadecimal(Sha256::digest(request).get(..COMPARED).unwrap_or_default());
    let groups: Vec<&str> = (0..digits.len()).step_by(4).filter_map(|start| digits.get(start..start + 4)).collect();
    groups.join("-")
}

/// Refuses a folder that holds anything.
fn require_vacant(path: &Path) -> Result<(), Failure> {
    let name = path.display();
    if path.join(config::FILE_NAME).exists() {
        return Err(format!("{name} is the data folder of a node already: --data must name a new one").into());
    }
    if path.join(IDENTITY).exists() {
        return Err(format!(
            "{name} has made a request already: join with its invitation, or remove {name}/{IDENTITY} to begin again"
        )
        .into());
    }
    match std::fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("{name} is not empty: --data must name a new folder").into()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(format!("{name}: {error}").into()),
    }
}

fn is_label(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=LABEL).contains(&text.len()) && text.bytes().all(fits)
}
