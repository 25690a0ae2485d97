use std::fmt::Write as _;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap::error::ErrorKind;
use haetae_keys::ceremony::{MadeRoots, initialise_roots};
use haetae_keys::{Passphrase, Random, Work};

use crate::commands::{EXIT_STATUS, Said, passphrase};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// How many root keys must sign a trust list
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    threshold: u8,
    /// How many root keys to make, one for each custodian
    #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=16))]
    of: u8,
    /// The directory to make; it must be empty or not exist, and the directory above it must exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A file whose first line is a passphrase, once for each custodian in order; without it, the terminal asks for
    /// them
    #[arg(long, value_name = "FILE", env = "HAETAE_KEYS_PASSPHRASE_FILE", value_delimiter = ':')]
    passphrase_file: Vec<PathBuf>,
    /// How hard a passphrase is to guess: scrypt with N = 2^WORK. Less than the default is for tests
    #[arg(long, value_name = "WORK", env = "HAETAE_KEYS_WORK", hide = true, value_parser = passphrase::work)]
    work: Option<Work>,
}

pub(crate) fn run(arguments: &Arguments, random: &mut dyn Random) -> Said {
    let refuse = |message: String| -> ! {
        crate::Arguments::command().error(ErrorKind::ValueValidation, message).exit();
    };
    if arguments.threshold > arguments.of {
        refuse(format!("--threshold {} is more than --of {}", arguments.threshold, arguments.of));
    }
    let (files, of) = (&arguments.passphrase_file, arguments.of);
    if !files.is_empty() && files.len() != usize::from(of) {
        refuse(format!(
            "--passphrase-file is given {} times and must be given once for each of {of} custodians",
            files.len()
        ));
    }
    let passphrases: Vec<Passphrase> = if files.is_empty() {
        (1..=of).map(|number| passphrase::ask_for_new(&format!("custodian {number} of {of}"))).collect::<Result<_, _>>()
    } else {
        files.iter().map(|file| passphrase::of_file(file)).collect()
    }?;
    let work = arguments.work.unwrap_or(Work::USUAL);
    let made = initialise_roots(arguments.threshold.into(), &passphrases, work, random, &arguments.out)?;
    Ok(report(&made)?)
}

fn report(made: &MadeRoots) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let (threshold, of) = (made.root_set.threshold(), made.custodians.len());
    writeln!(text, "Made {of} root keys, of which {threshold} must sign a trust list.\n")?;
    writeln!(text, "Public. Scanners pin it, and the issuing node begins with it:")?;
    writeln!(text, "  {}\n", made.path.display())?;
    writeln!(text, "For the custodians, each encrypted with a passphrase of their own:")?;
    for (_, file) in &made.custodians {
        writeln!(text, "  {}", file.display())?;
    }
    writeln!(text)?;
    writeln!(text, "Hand each file to its custodian on two media, and keep none of them together with another.")?;
    writeln!(text, "A lost passphrase cannot be replaced; with fewer than {threshold} keys nothing can be signed.")?;
    Ok(text)
}
