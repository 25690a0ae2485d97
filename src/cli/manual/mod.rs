//! What the command line says of itself: for shells, for `man` and for `docs/cli.md`; and what every code means.

mod codes;
mod markdown;
mod problems;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::output::{self, outln};
use super::{Arguments, Failure, exit_status};

/// Arguments of `haetae completions`.
#[derive(Debug, Args)]
#[command(after_help = exit_status::DONE)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Arguments of `haetae man`.
#[derive(Debug, Args)]
#[command(after_help = exit_status::DONE)]
#[group(required = true, multiple = false)]
pub(super) struct ManArgs {
    /// The folder to write into, made if it does not exist; pages of the same names are replaced
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write one page about all commands as Markdown to the standard output instead
    #[arg(long)]
    markdown: bool,
    /// Write a page about every code of a verdict and of the HTTP interface as Markdown to the standard output instead
    #[arg(long)]
    codes: bool,
}

/// Writes a completion script to the standard output.
pub(super) fn completions(args: &CompletionsArgs) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "haetae", &mut script);
    output::write(&script);
    Ok(0)
}

/// Writes a man page for each command, or one page about all of them.
pub(super) fn man(args: &ManArgs) -> Result<u8, Failure> {
    let page = match &args.out {
        Some(folder) => return man_pages(folder),
        None if args.codes => codes::page(),
        None => markdown::reference(Arguments::command()),
    };
    output::write(page.as_bytes());
    Ok(0)
}

fn man_pages(folder: &Path) -> Result<u8, Failure> {
    let made = match std::fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    };
    made.and_then(|()| clap_mangen::generate_to(Arguments::command(), folder))
        .map_err(|error| Failure::from(format!("{}: {error}", folder.display())))?;
    outln!("Man pages of all commands: man {}", folder.join("haetae.1").display());
    Ok(0)
}
