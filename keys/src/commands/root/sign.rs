use std::fmt::Write as _;
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;

use haetae_core::{RootSet, UnixTime};
use haetae_keys::ceremony::{
    Confirmation, Request, RootKey, create_file, read_bounded, sign_and_record, signing_record_path,
};

use crate::commands::init::unix_time;
use crate::commands::{EXIT_STATUS, Said, passphrase};

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
    /// Nothing is known here of what this key has signed: it has signed nothing yet, or the file is lost. Without this,
    /// the file `KEY.signed.json` must lie beside the key
    #[arg(long)]
    first_signature_on_this_machine: bool,
    /// The confirmation of the request, as the issuing node shows it, instead of typing it
    #[arg(long, value_name = "XXXXX-XXXXX-XXXXX-XXXXX")]
    confirm: Option<String>,
    /// A file whose first line is the passphrase; without it, the terminal asks for it
    #[arg(long, value_name = "FILE", env = "HAETAE_KEYS_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    /// The current time in seconds since 1970, for the transcript, if the machine's clock is wrong
    #[arg(long, value_name = "UNIX", value_parser = unix_time)]
    now: Option<UnixTime>,
}

pub(crate) fn run(arguments: &Arguments, machine_time: UnixTime) -> Said {
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
    let (first_here, at) = (arguments.first_signature_on_this_machine, arguments.now.unwrap_or(machine_time));
    let answer = sign_and_record(&request, &key, &arguments.key, first_here, at)
        .map_err(|error| format!("{error}. Nothing was signed"))?;
    create_file(&arguments.out, &answer.to_json()?)?;
    let record = signing_record_path(&arguments.key);
    let begins = if first_here { "from now on, " } else { "" };
    Ok(format!(
        "Signed by the root {}. The answer: {}\nWhat this key has signed is remembered in {}: {begins}keep it with the key.\n",
        answer.root(),
        arguments.out.display(),
        record.display()
    ))
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
    writeln!(text, "\nConfirmation of the request: {}\n", request.confirmation())?;
    Ok(text)
}

fn require_consent(request: &Request, confirmed: Option<&str>) -> Result<(), Box<dyn std::error::Error>> {
    let given = match confirmed {
        Some(given) => given.to_owned(),
        None => {
            println!(
                "Compare this confirmation with the one that you got by another channel, all 20 characters of it. If"
            );
            println!("it is the same, and you agree to every line above, type it:");
            let mut typed = String::new();
            std::io::stdin().lock().read_line(&mut typed)?;
            typed
        }
    };
    let given = Confirmation::read(&given).map_err(|error| format!("{error}. Nothing was signed"))?;
    if given == request.confirmation() {
        return Ok(());
    }
    Err("this is not the confirmation of this request: you and whoever gave it to you mean different ones. Nothing was signed"
        .into())
}
