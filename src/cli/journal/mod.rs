mod acts;
mod kept;
mod tail;
mod verify;

use clap::Subcommand;

pub(super) use kept::published;

use super::{Context, DataFolder, Failure, load};
use crate::journal::Folder;

/// Commands that look at the journal.
#[derive(Debug, Subcommand)]
pub(super) enum JournalCommand {
    /// Verify the chain of all files, up to its end
    Verify(verify::VerifyArgs),
    /// Show what operators did
    Acts(acts::ActsArgs),
    /// Show the last entries
    Tail(tail::TailArgs),
}

/// Runs one of them. Exit status 1 if the journal is not intact.
pub(super) async fn run(data: &DataFolder, command: &JournalCommand, context: &Context) -> Result<u8, Failure> {
    let config = load(data, context)?;
    let folder = Folder::new(config.journal_directory());
    if !folder.path().is_dir() {
        return Err(Failure::from(format!(
            "there is no journal in {}: nothing has been issued here yet, or journal.mode is off",
            folder.path().display()
        )));
    }
    match command {
        JournalCommand::Verify(args) => verify::run(args, &folder, &config, context),
        JournalCommand::Acts(args) => acts::run(args, &folder),
        JournalCommand::Tail(args) => tail::run(args, &folder).await,
    }
}

fn unreadable(folder: &Folder) -> impl FnOnce(std::io::Error) -> Failure {
    let path = folder.path().display().to_string();
    move |error| Failure::from(format!("the journal in {path} cannot be read: {error}"))
}
