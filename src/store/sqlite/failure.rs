//! Maps failures of SQLite to errors of the store. Their texts contain no stored value: SQLite names only columns.

use sqlx::error::DatabaseError;

use crate::store::{DiskProblem, StoreError};

// https://www.sqlite.org/rescode.html
const SQLITE_ERROR: u32 = 1;
const SQLITE_READONLY: u32 = 8;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;
const SQLITE_CONSTRAINT: u32 = 19;
const SQLITE_NOTADB: u32 = 26;
/// There is no room for the index of the log.
const SQLITE_IOERR_SHMSIZE: u32 = 4_874;

/// An error that SQLite reported.
pub(in crate::store) fn explain(error: sqlx::Error) -> StoreError {
    let Some(database) = error.as_database_error() else { return StoreError::Unavailable(Box::new(error)) };
    let code = code(database);
    if let Some(problem) = code.and_then(disk_problem) {
        return StoreError::Unavailable(Box::new(problem));
    }
    match code.map(primary) {
        // A table or column is missing.
        Some(SQLITE_ERROR) => StoreError::UnknownSchema(database.message().to_owned()),
        // This program keeps every rule of the schema: if one is broken, the file is damaged.
        Some(SQLITE_CORRUPT | SQLITE_CONSTRAINT | SQLITE_NOTADB) => StoreError::Damaged(database.message().to_owned()),
        _ => StoreError::Unavailable(Box::new(error)),
    }
}

/// What a code says of the disk.
const fn disk_problem(code: u32) -> Option<DiskProblem> {
    match (primary(code), code) {
        (SQLITE_FULL, _) | (_, SQLITE_IOERR_SHMSIZE) => Some(DiskProblem::Full),
        (SQLITE_READONLY, _) => Some(DiskProblem::ReadOnly),
        (SQLITE_CANTOPEN, _) => Some(DiskProblem::NotOpened),
        _ => None,
    }
}

/// SQLite's extended result code.
fn code(error: &dyn DatabaseError) -> Option<u32> {
    error.code()?.parse().ok()
}

/// The primary result code: the lowest byte of the extended one.
const fn primary(code: u32) -> u32 {
    code & 0xff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_a_disk_that_is_full_or_read_only() {
        // READONLY_DIRECTORY and CANTOPEN_FULLPATH are among them; of IOERR_FSYNC and BUSY nothing is known.
        let expected = [
            (13, Some(DiskProblem::Full)),
            (4_874, Some(DiskProblem::Full)),
            (8, Some(DiskProblem::ReadOnly)),
            (1_544, Some(DiskProblem::ReadOnly)),
            (14, Some(DiskProblem::NotOpened)),
            (782, Some(DiskProblem::NotOpened)),
            (1_034, None),
            (5, None),
        ];
        for (code, problem) in expected {
            assert_eq!(disk_problem(code), problem, "{code}");
        }
    }
}
