//! Maps the driver's failures to errors of the store. Their texts contain no stored value.

use sqlx::postgres::PgDatabaseError;

use super::{StoreError, postgres, sqlite};

/// Whether a row was refused because the one that it belongs to is gone.
pub(super) fn is_orphan(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|database| database.is_foreign_key_violation())
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => match database.try_downcast_ref::<PgDatabaseError>() {
                Some(of_server) => postgres::explain(of_server),
                None => sqlite::explain(error),
            },
            // The source of this error may quote the value.
            sqlx::Error::ColumnDecode { index, .. } => Self::Damaged(format!("column {index}")),
            sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) | sqlx::Error::ColumnIndexOutOfBounds { .. } => {
                Self::Damaged("a row of another shape".to_owned())
            }
            // The register always has one row.
            sqlx::Error::RowNotFound => Self::Damaged("a row is missing".to_owned()),
            _ => postgres::explain_driver(&error).unwrap_or_else(|| Self::Unavailable(Box::new(error))),
        }
    }
}
