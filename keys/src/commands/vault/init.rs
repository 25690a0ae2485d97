use std::path::PathBuf;

use haetae_keys::{SealedFolder, Work};

use crate::commands::{EXIT_STATUS, Said, passphrase};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// The folder to make; it must not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A file whose first line is the passphrase; without it, the terminal asks for it
    #[arg(long, value_name = "FILE", env = "HAETAE_KEYS_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    /// How hard the passphrase is to guess: scrypt with N = 2^WORK. Less than the default is for tests
    #[arg(long, value_name = "WORK", env = "HAETAE_KEYS_WORK", hide = true, value_parser = passphrase::work)]
    work: Option<Work>,
}

pub(super) fn run(arguments: &Arguments) -> Said {
    let passphrase = match &arguments.passphrase_file {
        Some(file) => passphrase::of_file(file)?,
        None => passphrase::ask_for_new("the vault")?,
    };
    SealedFolder::create(&arguments.out, &passphrase, arguments.work.unwrap_or(Work::USUAL))?;
    Ok(format!("Made the vault {}, which is empty: haetae-keys vault draw.\n", arguments.out.display()))
}
