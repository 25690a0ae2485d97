use std::fmt::Write as _;
use std::path::PathBuf;

use haetae_core::{RootSet, UnixTime};
use haetae_keys::ceremony::{Transcript, minute, read_bounded};

use crate::commands::{EXIT_STATUS, Said};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// The transcript, as `root combine` wrote it
    #[arg(value_name = "TRANSCRIPT")]
    transcript: PathBuf,
    /// A root set that the issuer has or had; give each
    #[arg(long, value_name = "ROOTS", required = true)]
    roots: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Said {
    let path = &arguments.transcript;
    let in_file = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let transcript = Transcript::read(&read_bounded(path)?).map_err(|error| in_file(&error))?;
    let mut sets: Vec<RootSet> = Vec::new();
    for path in &arguments.roots {
        let set = serde_json::from_slice(&read_bounded(path)?);
        sets.push(set.map_err(|error| format!("{}: {error}", path.display()))?);
    }
    transcript.verify(&sets).map_err(|error| in_file(&error))?;
    Ok(report(&transcript)?)
}

fn report(transcript: &Transcript) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for ceremony in transcript.ceremonies() {
        writeln!(text, "Version {}, SHA-256 of the request {}", ceremony.version, ceremony.request)?;
        for line in &ceremony.changes {
            writeln!(text, "  {line}")?;
        }
        for statement in &ceremony.statements {
            let at = minute(UnixTime::saturating_new(statement.at));
            writeln!(text, "  signed by the root {} at {at}, by the clock of its custodian", statement.root)?;
        }
        writeln!(text)?;
    }
    writeln!(text, "{} ceremonies, each stated by enough custodians.", transcript.ceremonies().len())?;
    Ok(text)
}
