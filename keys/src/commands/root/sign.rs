use std::fmt::Write as _;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;

use haetae_core::RootSet;
use haetae_keys::ceremony::{Answer, Request, RootKey, create_file, read_bounded};

use crate::commands::{EXIT_STATUS, Said, passphrase};

/// How many characters of a request's SHA-256 must be typed.
const CONFIRMED: usize = 8;

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// The request, as the service wrote it
    #[arg(value_name = "REQUEST")]
    request: PathBuf,
    /// The custodian's encrypted file
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The answer to write; it must not exist
    #[arg(long, value_name = "ANSWER")]
    out: PathBuf,
    /// For the very first trust list: the root set that it must contain. Without this, a request with no earlier list
    /// is refused
    #[arg(long, value_name = "ROOTS")]
    first: Option<PathBuf>,
    /// The first 8 characters or more of the request's SHA-256, instead of typing them
    #[arg(long, value_name = "HASH")]
    confirm: Option<String>,
    /// A file whose first line is the passphrase; without it, the terminal asks for it
    #[arg(long, value_name = "FILE", env = "HAETAE_KEYS_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Said {
    let request = super::read_request(&arguments.request)?;
    require_known_beginning(&request, arguments)?;
    print!("{}", report(&request)?);
    std::io::stdout().flush()?;
    require_consent(&request, arguments.confirm.as_deref())?;
    let passphrase = match &arguments.passphrase_file {
        Some(file) => passphrase::of_file(file)?,
        None => passphrase::ask(&format!("Passphrase of {}", arguments.key.display()))?,
    };
    let key = RootKey::open(&arguments.key, &passphrase)?;
    let answer = Answer::sign(&request, &key)?;
    create_file(&arguments.out, &answer.to_json()?)?;
    Ok(format!("Signed by the root {}. The answer: {}\n", answer.root(), arguments.out.display()))
}

/// A list that hides its predecessor could contain anything: the custodian who signs a first list must know that it is
/// one.
fn require_known_beginning(request: &Request, arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    match (request.previous(), &arguments.first) {
        (Some(_), None) => Ok(()),
        (Some(_), Some(_)) => Err("--first is for the first trust list, and this request follows another".into()),
        (None, None) => Err("this request follows no earlier trust list, as only the first of all does. If it is the \
             first, name the root set that you made: --first roots.json. Nothing was signed"
            .into()),
        (None, Some(path)) => {
            let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
            let roots: RootSet = serde_json::from_slice(&read_bounded(path)?).map_err(|error| in_file(&error))?;
            if roots == request.next().roots {
                return Ok(());
            }
            Err(in_file(&"this is not the root set that the request brings. Nothing was signed").into())
        }
    }
}

fn report(request: &Request) -> Result<String, std::fmt::Error> {
    let mut text = String::from("To be signed:\n\n");
    for line in request.description() {
        writeln!(text, "  {line}")?;
    }
    writeln!(text, "\nSHA-256 of the request: {}\n", request.sha256())?;
    Ok(text)
}

fn require_consent(request: &Request, confirmed: Option<&str>) -> Result<(), Box<dyn std::error::Error>> {
    let sha256 = request.sha256();
    let given = match confirmed {
        Some(given) => given.to_owned(),
        None => {
            println!("Compare this SHA-256 with the one that you got by another channel. If it is the same, and you");
            println!("agree to every line above, type its first {CONFIRMED} characters:");
            let mut typed = String::new();
            std::io::stdin().lock().read_line(&mut typed)?;
            typed
        }
    };
    let given = given.trim().to_ascii_lowercase();
    if given.len() >= CONFIRMED && sha256.starts_with(&given) {
        return Ok(());
    }
    Err(format!("this is not how the SHA-256 of the request begins. Nothing was signed: {sha256}").into())
}
