//! `haetae db`: the database as a whole: its schema, backups, what to do after one was put back, and moving to a
//! server.

mod backup;
mod check;
mod copy;
mod migrate;
mod production;
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
    /// Bring the schema of the database up to date, as the service does when it starts
    Migrate(migrate::MigrateArgs),
    /// Move the SQLite database of a data folder into the PostgreSQL server of its configuration
    Copy(copy::CopyArgs),
    /// Mark the PostgreSQL database as production, so that nothing replaces it by mistake
    Production(production::ProductionArgs),
}

/// Runs one of them.
pub(super) async fn run(data: &DataFolder, command: &DbCommand, context: &mut Context) -> Result<u8, Failure> {
    match command {
        DbCommand::Backup(args) => backup::run(args, data, context).await,
        DbCommand::Restore(args) => restore::run(args, data, context).await,
        DbCommand::Reconcile(args) => reconcile::run(args, data, context).await,
        DbCommand::Check(args) => check::run(args, data, context).await,
        DbCommand::Status(args) => status::run(args, data, context).await,
        DbCommand::Migrate(_) => migrate::run(data, context).await,
        DbCommand::Copy(_) => copy::run(data, context).await,
        DbCommand::Production(args) => production::run(args, data, context).await,
    }
}
