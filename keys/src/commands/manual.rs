//! Generates completion scripts and man pages.

use std::io::ErrorKind;
use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{EXIT_STATUS, Said};

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

#[derive(clap::Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Man {
    /// The folder to write into, made if it does not exist; pages of the same names are replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// A completion script.
pub(crate) fn completions(arguments: &Completions) -> Said {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut crate::Arguments::command(), "haetae-keys", &mut script);
    Ok(String::from_utf8(script)?)
}

/// Writes a man page for each command.
pub(crate) fn man(arguments: &Man) -> Said {
    let folder = &arguments.out;
    let made = match std::fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    };
    made.and_then(|()| clap_mangen::generate_to(crate::Arguments::command(), folder))
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(format!("Man pages of all commands: man {}\n", folder.join("haetae-keys.1").display()))
}
