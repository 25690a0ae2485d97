//! Maps failures of SQLite to errors of the store. Their texts contain no stored value: SQLite names only columns.

use sqlx::error::DatabaseError;

use crate::store::StoreError;

// https://www.sqlite.org/rescode.html
const SQLITE_ERROR: u32 = 1;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_CONSTRAINT: u32 = 19;
const SQLITE_NOTADB: u32 = 26;

/// An error that SQLite reported.
pub(in crate::store) fn explain(error: sqlx::Error) -> StoreError {
    let Some(database) = error.as_database_error() else { return StoreError::Unavailable(Box::new(error)) };
    match primary_code(database) {
        // A table or column is missing.
        Some(SQLITE_ERROR) => StoreError::UnknownSchema(database.message().to_owned()),
        // This program keeps every rule of the schema: if one is broken, the file is damaged.
        Some(SQLITE_CORRUPT | SQLITE_CONSTRAINT | SQLITE_NOTADB) => StoreError::Damaged(database.message().to_owned()),
        _ => StoreError::Unavailable(Box::new(error)),
    }
}

/// The primary result code: the lowest byte of SQLite's extended code.
fn primary_code(error: &dyn DatabaseError) -> Option<u32> {
    error.code()?.parse::<u32>().ok().map(|code| code & 0xff)
}
