//! What a failure of SQLite means to who asked. No text of it holds a value that was stored: SQLite names columns only.

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
                // Every rule of the schema is kept by this program: a broken one was broken in the file.
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
            // The register has always one row.
            sqlx::Error::RowNotFound => Self::Damaged("a row is missing".to_owned()),
            _ => Self::Unavailable(Box::new(error)),
        }
    }
}

/// The result code without what SQLite puts above its lowest byte.
fn primary_code(error: &dyn DatabaseError) -> Option<u32> {
    error.code()?.parse::<u32>().ok().map(|code| code & 0xff)
}
