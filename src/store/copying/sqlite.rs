//! Reads and writes rows of a SQLite database.

use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _, Sqlite, SqliteConnection};

use super::tables::{Kind, TABLES, Table};
use super::{Row, Value, join};
use crate::store::StoreError;

/// The rows after one of them, or the first ones.
pub(super) async fn page(
    connection: &mut SqliteConnection,
    table: &Table,
    after: Option<&Row>,
) -> Result<Vec<Row>, StoreError> {
    let columns = join(table, |name| format!("\"{name}\""));
    let keys: Vec<String> = table.columns.iter().take(table.key).map(|(name, _)| format!("\"{name}\"")).collect();
    let keys = keys.join(", ");
    let marks = vec!["?"; table.key].join(", ");
    let condition = if after.is_some() { format!("WHERE ({keys}) > ({marks})") } else { String::new() };
    let (name, limit) = (table.name, table.page);
    let sql = format!("SELECT {columns} FROM \"{name}\" {condition} ORDER BY {keys} LIMIT {limit}");
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for value in after.into_iter().flatten().take(table.key) {
        query = bind(query, value);
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(|row| read(row, table)).collect()
}

/// Removes what the schema itself has put into the tables.
pub(super) async fn clear(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    for table in TABLES.iter().rev() {
        let sql = format!("DELETE FROM \"{}\"", table.name);
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn write(connection: &mut SqliteConnection, table: &Table, rows: &[Row]) -> Result<(), StoreError> {
    let columns = join(table, |name| format!("\"{name}\""));
    let marks = join(table, |_| "?".to_owned());
    let sql = format!("INSERT INTO \"{}\" ({columns}) VALUES ({marks})", table.name);
    for row in rows {
        let query = row.iter().fold(sqlx::query(AssertSqlSafe(sql.clone())), bind);
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

fn read(row: &SqliteRow, table: &Table) -> Result<Row, StoreError> {
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

fn bind<'q>(query: Query<'q, Sqlite, SqliteArguments>, value: &Value) -> Query<'q, Sqlite, SqliteArguments> {
    match value.clone() {
        Value::Number(number) => query.bind(number),
        Value::Truth(truth) => query.bind(truth),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    }
}
