//! Copies whole databases from one backend to the other, and compares them row by row. A backup of a database server is
//! a SQLite file like any other backup, so that either backend can be restored from it.

mod postgres;
mod sqlite;
mod tables;
#[cfg(test)]
mod tests;

use sqlx::{PgConnection, SqliteConnection};

use super::StoreError;
use tables::{TABLES, Table};

/// How many rows each table has.
pub type CopiedTables = Vec<(&'static str, u64)>;

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Number(Option<i64>),
    Truth(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// The values of a row, in the order of the table's columns.
type Row = Vec<Value>;

/// Fills the tables of a server, which have no rows but those of the schema itself. `from` is in a transaction, and so
/// is
/// `to`.
pub(super) async fn to_postgres(
    from: &mut SqliteConnection,
    to: &mut PgConnection,
) -> Result<CopiedTables, StoreError> {
    postgres::clear(to).await?;
    let mut copied = Vec::with_capacity(TABLES.len());
    for table in &TABLES {
        let (mut rows, mut after) = (0, None);
        loop {
            let page = sqlite::page(from, table, after.as_ref()).await?;
            postgres::write(to, table, &page).await?;
            rows += page.len() as u64;
            after = page.last().cloned();
            if page.len() < table.page {
                break;
            }
        }
        copied.push((table.name, rows));
    }
    Ok(copied)
}

/// Fills the tables of a SQLite database in the same way.
pub(super) async fn to_sqlite(from: &mut PgConnection, to: &mut SqliteConnection) -> Result<CopiedTables, StoreError> {
    sqlite::clear(to).await?;
    let mut copied = Vec::with_capacity(TABLES.len());
    for table in &TABLES {
        let mut rows = 0;
        postgres::open(from, table).await?;
        loop {
            let page = postgres::page(from, table).await?;
            sqlite::write(to, table, &page).await?;
            rows += page.len() as u64;
            if page.len() < table.page {
                break;
            }
        }
        postgres::close(from).await?;
        copied.push((table.name, rows));
    }
    Ok(copied)
}

/// Compares all rows of all tables.
///
/// # Errors
///
/// [`StoreError::Damaged`] for the first row that is not the same. Its content is not named.
pub(super) async fn compare(left: &mut SqliteConnection, right: &mut PgConnection) -> Result<(), StoreError> {
    for table in &TABLES {
        let (mut seen, mut after) = (0, None);
        postgres::open(right, table).await?;
        loop {
            let ours = sqlite::page(left, table, after.as_ref()).await?;
            let theirs = postgres::page(right, table).await?;
            if let Some(differing) = difference(&ours, &theirs) {
                return Err(StoreError::Damaged(format!(
                    "row {} of the table {} is not the same in both databases",
                    seen + differing + 1,
                    table.name
                )));
            }
            seen += ours.len();
            after = ours.last().cloned();
            if ours.len() < table.page {
                break;
            }
        }
        postgres::close(right).await?;
    }
    Ok(())
}

/// The first place at which two pages differ.
fn difference(left: &[Row], right: &[Row]) -> Option<usize> {
    let common = left.iter().zip(right).position(|(left, right)| left != right);
    common.or_else(|| (left.len() != right.len()).then(|| left.len().min(right.len())))
}

/// A part of a statement for each column.
fn join(table: &Table, part: impl Fn(&str) -> String) -> String {
    table.columns.iter().map(|(name, _)| part(name)).collect::<Vec<_>>().join(", ")
}
