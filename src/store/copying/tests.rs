//! Whether the list of tables is that of the schemas.

use std::collections::{BTreeMap, BTreeSet};

use haetae_testkit::servers::postgres::database;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::tables::TABLES;
use crate::store::SqliteStore;

/// The columns of each table.
type Columns = BTreeMap<String, BTreeSet<String>>;

fn columns(rows: impl IntoIterator<Item = (String, String)>) -> Columns {
    let mut columns = Columns::new();
    for (table, column) in rows {
        if table != "_sqlx_migrations" && !table.starts_with("sqlite_") {
            columns.entry(table).or_default().insert(column);
        }
    }
    columns
}

#[tokio::test]
async fn every_table_and_column_of_both_schemas_is_copied() {
    let listed = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(|(column, _)| (table.name.to_owned(), (*column).to_owned())));
    let listed = columns(listed);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("db");
    SqliteStore::create(&path, 20).await.expect("a store").close().await;
    let mut sqlite = SqliteConnectOptions::new().filename(&path).connect().await.expect("a connection");
    let of_sqlite: Vec<(String, String)> = sqlx::query_as(
        "SELECT schema.name, field.name FROM sqlite_schema AS schema, pragma_table_info(schema.name) AS field \
         WHERE schema.type = 'table'",
    )
    .fetch_all(&mut sqlite)
    .await
    .expect("columns");
    sqlite.close().await.expect("close");
    assert_eq!(columns(of_sqlite), listed);

    let database = database();
    let sql = concat!(
        include_str!("../migrations/postgres/0001_initial.sql"),
        include_str!("../migrations/postgres/0002_queue.sql"),
        include_str!("../migrations/postgres/0003_eligibility.sql")
    );
    database.sql(&format!("CREATE SCHEMA haetae; SET search_path = haetae; {sql}"));
    let text = database
        .sql("SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = 'haetae'");
    let of_postgres = text.lines().filter_map(|line| line.split_once(' '));
    let mut of_postgres = columns(of_postgres.map(|(table, column)| (table.to_owned(), column.to_owned())));
    of_postgres.remove("deployment").expect("what only a server has");
    assert_eq!(of_postgres, listed);
}
