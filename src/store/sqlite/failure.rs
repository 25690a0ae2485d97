//! Maps failures of SQLite to errors of the store. Their texts contain no stored value: SQLite names only columns.

use sqlx::error::DatabaseError;

use crate::store::StoreError;

// https://www.sqlite.org/rescode.html
const SQLITE_ERROR: u32 = 1;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_CONSTRAINT: u32 = 19;
const SQLITE_NOTADB: u32 = 26;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => match primary_code(database.as_ref()) {
                // A table or column is missing.
                Some(SQLITE_ERROR) => Self::UnknownSchema(database.message().to_owned()),
                // This program keeps every rule of the schema: if one is broken, the file is damaged.
                Some(SQLITE_CORRUPT | SQLITE_CONSTRAINT | SQLITE_NOTADB) => {
                    Self::Damaged(database.message().to_owned())
                }
                _ => Self::Unavailable(Box::new(error)),
            },
            // The source of this error may quote the value.
            sqlx::Error::ColumnDecode { index, .. } => Self::Damaged(format!("column {index}")),
            sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) | sqlx::Error::ColumnIndexOutOfBounds { .. } => {
                Self::Damaged("a row of another shape".to_owned())
            }
            // The register always has one row.
            sqlx::Error::RowNotFound => Self::Damaged("a row is missing".to_owned()),
            _ => Self::Unavailable(Box::new(error)),
        }
    }
}

/// The primary result code: the lowest byte of SQLite's extended code.
fn primary_code(error: &dyn DatabaseError) -> Option<u32> {
    error.code()?.parse::<u32>().ok().map(|code| code & 0xff)
}
