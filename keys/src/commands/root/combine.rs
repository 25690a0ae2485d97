use std::path::PathBuf;

use haetae_keys::ceremony::{Answer, combine, create_file, read_bounded};

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
}

pub(crate) fn run(arguments: &Arguments) -> Said {
    let request = super::read_request(&arguments.request)?;
    let mut answers = Vec::with_capacity(arguments.answers.len());
    for path in &arguments.answers {
        let answer = Answer::read(&read_bounded(path)?).map_err(|error| format!("{}: {error}", path.display()))?;
        answers.push(answer);
    }
    let signed = combine(&request, &answers)?;
    create_file(&arguments.out, &signed)?;
    let (version, signatures) = (request.next().version, answers.len());
    Ok(format!("Version {version}, with {signatures} signatures, as a scanner takes it: {}\n", arguments.out.display()))
}
