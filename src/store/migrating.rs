//! Maps failures of migrations to errors of the store.

use sqlx::migrate::{MigrateError, Migrator};

use super::StoreError;

/// Why migrations cannot be carried through.
pub(super) fn explain(error: MigrateError, migrations: &Migrator) -> StoreError {
    let known = migrations.iter().map(|migration| migration.version).max().unwrap_or_default();
    match error {
        MigrateError::VersionMissing(version) => {
            StoreError::UnknownSchema(format!("it has migration {version}, this program knows those up to {known}"))
        }
        MigrateError::VersionMismatch(version) => {
            StoreError::UnknownSchema(format!("its migration {version} is not the one of this program"))
        }
        MigrateError::Dirty(version) => {
            StoreError::UnknownSchema(format!("its migration {version} was not carried through"))
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Unavailable(Box::new(other)),
    }
}
