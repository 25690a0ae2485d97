//! `haetae db`: backups of the database, and what to do after one was put back.

mod backup;
mod check;
mod reconcile;
mod removals;
mod report;
mod restore;
mod status;

use clap::Subcommand;

use super::{Context, DataFolder, Failure};

/// Commands about the database as a whole.
#[derive(Debug, Subcommand)]
pub(super) enum DbCommand {
    /// Write a copy of the database to a new file, beside a running service
    Backup(backup::BackupArgs),
    /// Put a backup in the place of the database
    Restore(restore::RestoreArgs),
    /// Bring back revocations, withdrawn keys and serials that were published or issued after the backup
    Reconcile(reconcile::ReconcileArgs),
    /// Look for damage, and for what was published or issued and is not in the database
    Check(check::CheckArgs),
    /// Show what is in the database, in numbers
    Status(status::StatusArgs),
}

/// Runs one of them.
pub(super) async fn run(data: &DataFolder, command: &DbCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        DbCommand::Backup(args) => backup::run(args, data, context).await,
        DbCommand::Restore(args) => restore::run(args, data, context).await,
        DbCommand::Reconcile(args) => reconcile::run(args, data, context).await,
        DbCommand::Check(args) => check::run(args, data, context).await,
        DbCommand::Status(args) => status::run(args, data, context).await,
    }
}
