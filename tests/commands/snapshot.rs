//! A snapshot of a folder: names, modes and bytes of files, and the rows of the database.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, SqliteConnection};

/// The database and the files that SQLite keeps beside it: their rows count, not their pages.
const DATABASE: &str = "haetae.sqlite";

/// Everything that must be the same before and after.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Snapshot(BTreeMap<String, (u32, Vec<u8>)>);

impl Snapshot {
    pub(crate) fn of(folder: &Path) -> Self {
        let mut found = BTreeMap::new();
        read(folder, folder, &mut found);
        Self(found)
    }

    /// Fails with the names of what differs.
    pub(crate) fn require_same(&self, after: &Self, what: &str) {
        let names: std::collections::BTreeSet<&String> = self.0.keys().chain(after.0.keys()).collect();
        let changed: Vec<_> = names.into_iter().filter(|name| self.0.get(*name) != after.0.get(*name)).collect();
        assert!(changed.is_empty(), "{changed:?} changed: {what}");
    }
}

fn read(root: &Path, folder: &Path, found: &mut BTreeMap<String, (u32, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(root).expect("inside").display().to_string();
        let file = path.file_name().and_then(|file| file.to_str()).unwrap_or_default().to_owned();
        if file != DATABASE && file.starts_with(DATABASE) {
            // SQLite removes them in its own time, even while the folder is read.
            continue;
        }
        let mode = std::fs::symlink_metadata(&path).expect("metadata").permissions().mode() & 0o7777;
        if path.is_dir() {
            found.insert(name, (mode, Vec::new()));
            read(root, &path, found);
        } else if file == DATABASE {
            found.insert(name, (mode, rows(&path).into_bytes()));
        } else {
            // A file that may not be read cannot have been changed by its bytes.
            found.insert(name, (mode, std::fs::read(&path).unwrap_or_default()));
        }
    }
}

/// Every row of every table, as text; what no database is, as its bytes.
fn rows(database: &Path) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let dumped = runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(database).read_only(true);
        let mut connection = options.connect().await?;
        dump(&mut connection).await
    });
    dumped.unwrap_or_else(|_| format!("{:?}", std::fs::read(database)))
}

async fn dump(connection: &mut SqliteConnection) -> Result<String, sqlx::Error> {
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .fetch_all(&mut *connection)
        .await?;
    let mut text = String::new();
    for table in tables {
        let columns: Vec<String> = sqlx::query_scalar("SELECT quote(name) FROM pragma_table_info(?1)")
            .bind(&table)
            .fetch_all(&mut *connection)
            .await?;
        let columns: Vec<String> =
            columns.iter().map(|column| format!("quote(\"{}\")", column.trim_matches('\''))).collect();
        let query = format!("SELECT {} FROM \"{table}\" ORDER BY 1", columns.join(" || ',' || "));
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&mut *connection).await?;
        text += &format!("{table}\n{}\n", rows.join("\n"));
    }
    Ok(text)
}
