//! Reads and writes rows of a PostgreSQL database.

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, Row as _};

use super::tables::{Kind, TABLES, Table};
use super::{Row, Value, join};
use crate::store::StoreError;
use crate::store::postgres::CopyText;

/// So many bytes are sent at once.
const CHUNK: usize = 1 << 20;

/// Opens a cursor over all rows of a table, in a transaction.
pub(super) async fn open(connection: &mut PgConnection, table: &Table) -> Result<(), StoreError> {
    let columns = join(table, |name| format!("\"{name}\""));
    let keys: Vec<String> = table.columns.iter().take(table.key).map(|(name, _)| format!("\"{name}\"")).collect();
    let (name, keys) = (table.name, keys.join(", "));
    let sql = format!("DECLARE copied NO SCROLL CURSOR FOR SELECT {columns} FROM \"{name}\" ORDER BY {keys}");
    connection.execute(AssertSqlSafe(sql)).await?;
    Ok(())
}

/// The next rows of the cursor.
pub(super) async fn page(connection: &mut PgConnection, table: &Table) -> Result<Vec<Row>, StoreError> {
    let sql = format!("FETCH {} FROM copied", table.page);
    // Its result has other columns for each table, so it cannot be kept prepared.
    let rows = sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch_all(connection).await?;
    rows.iter().map(|row| read(row, table)).collect()
}

/// Closes the cursor.
pub(super) async fn close(connection: &mut PgConnection) -> Result<(), StoreError> {
    connection.execute("CLOSE copied").await?;
    Ok(())
}

/// Removes what the schema itself has put into the tables.
pub(super) async fn clear(connection: &mut PgConnection) -> Result<(), StoreError> {
    for table in TABLES.iter().rev() {
        let sql = format!("DELETE FROM \"{}\"", table.name);
        connection.execute(AssertSqlSafe(sql)).await?;
    }
    Ok(())
}

pub(super) async fn write(connection: &mut PgConnection, table: &Table, rows: &[Row]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    rows.iter().try_for_each(|row| require_storable(table, row))?;
    let columns = join(table, |name| format!("\"{name}\""));
    let sql = format!("COPY \"{}\" ({columns}) FROM STDIN", table.name);
    let mut copy = connection.copy_in_raw(&sql).await?;
    let mut text = CopyText::default();
    for row in rows {
        for value in row {
            match value {
                Value::Number(number) => text.number(*number),
                Value::Truth(truth) => text.truth(*truth),
                Value::Text(value) => text.text(value.as_deref()),
                Value::Bytes(bytes) => text.bytes(bytes.as_deref()),
            };
        }
        text.end_row();
        if text.len() >= CHUNK {
            copy.send(text.take()).await?;
        }
    }
    copy.send(text.take()).await?;
    copy.finish().await?;
    Ok(())
}

/// Refuses the one letter that PostgreSQL cannot store.
fn require_storable(table: &Table, row: &Row) -> Result<(), StoreError> {
    for ((column, _), value) in table.columns.iter().zip(row) {
        if matches!(value, Value::Text(Some(text)) if text.contains('\0')) {
            let what = format!("{}.{column} has a text with a NUL in it, which PostgreSQL cannot store", table.name);
            return Err(StoreError::Damaged(what));
        }
    }
    Ok(())
}

fn read(row: &PgRow, table: &Table) -> Result<Row, StoreError> {
    let value = |(index, (_, kind)): (usize, &(&str, Kind))| {
        Ok(match kind {
            Kind::Number => Value::Number(row.try_get(index)?),
            Kind::Truth => Value::Truth(row.try_get(index)?),
            Kind::Text => Value::Text(row.try_get(index)?),
            Kind::Bytes => Value::Bytes(row.try_get(index)?),
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}
