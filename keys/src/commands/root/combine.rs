use std::path::{Path, PathBuf};

use haetae_keys::ceremony::{
    Answer, Request, Transcript, TranscriptError, combine, create_file, read_bounded, replace_file,
};

use crate::commands::{EXIT_STATUS, Said};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// The request that was signed
    #[arg(value_name = "REQUEST")]
    request: PathBuf,
    /// The custodians' answers
    #[arg(value_name = "ANSWER", required = true)]
    answers: Vec<PathBuf>,
    /// The signed trust list to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The transcript of all ceremonies, to be kept: this one is added. It is made if it does not exist
    #[arg(long, value_name = "FILE")]
    transcript: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Said {
    let request = super::read_request(&arguments.request)?;
    let mut answers = Vec::with_capacity(arguments.answers.len());
    for path in &arguments.answers {
        let answer = Answer::read(&read_bounded(path)?).map_err(|error| format!("{}: {error}", path.display()))?;
        answers.push(answer);
    }
    let signed = combine(&request, &answers)?;
    let transcript = extended(&arguments.transcript, &request, &answers)?;
    create_file(&arguments.out, &signed)?;
    replace_file(&arguments.transcript, &transcript)?;
    let (version, signatures) = (request.next().version, answers.len());
    let (out, transcript) = (arguments.out.display(), arguments.transcript.display());
    Ok(format!(
        "Version {version}, with {signatures} signatures, as a scanner takes it: {out}\nThe transcript, to be kept: {transcript}\n"
    ))
}

/// The transcript's bytes with this ceremony.
fn extended(path: &Path, request: &Request, answers: &[Answer]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let in_file = |error: TranscriptError| format!("{}: {error}", path.display());
    let mut transcript = match path.exists() {
        true => Transcript::read(&read_bounded(path)?).map_err(in_file)?,
        false => Transcript::default(),
    };
    transcript.add(request, answers).map_err(in_file)?;
    Ok(transcript.to_json()?)
}
