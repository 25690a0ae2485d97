//! Whole databases: copies into a backup, back from one, and from the embedded default.

use std::path::Path;

use haetae_core::UnixTime;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection, SqliteConnection};

use super::connecting::{APPLICATION, SCHEMA, Server};
use super::{PostgresStore, schema};
use crate::store::copying::{self, CopiedTables};
use crate::store::{SqliteStore, StoreError};

/// Everything that is read is of one moment.
const BEGIN_TO_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Sessions of services and commands beside this one.
const OTHERS: &str = "\
    SELECT count(*) FROM pg_stat_activity \
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = $1";

/// How many tenths of a second the sessions of others may take to end.
const MOMENTS: u32 = 20;

impl PostgresStore {
    /// Writes everything into the new SQLite file `to`, of one moment, while services go on.
    pub(in crate::store) async fn back_up(server: &Server, serial_bits: u8, to: &Path) -> Result<(), StoreError> {
        let mut from = server.connect().await?;
        schema::require_current(&mut from, server, serial_bits).await?;
        let mut reading = from.begin_with(BEGIN_TO_READ).await?;
        let whole = SqliteStore::write_new(to, serial_bits, async |file: &Path| {
            let mut file = open_file(file).await?;
            let mut writing = file.begin().await?;
            copying::to_sqlite(&mut reading, &mut writing).await?;
            copying::compare(&mut writing, &mut reading).await?;
            writing.commit().await?;
            Ok(file.close().await?)
        });
        whole.await
    }

    /// Puts what is in the SQLite file `from` in the place of the tables, which stay under the name of a schema that is
    /// returned; `None` if there were none. The file is up to date and marked as one to be reconciled.
    pub(in crate::store) async fn restore(
        server: &Server,
        from: &Path,
        meant: Option<&str>,
        now: UnixTime,
    ) -> Result<Option<String>, StoreError> {
        let mut to = server.connect().await?;
        let mut writing = to.begin().await?;
        schema::lock(&mut writing).await?;
        let there = schema::tables(&mut writing).await?;
        let mut kept = None;
        if there {
            require_meant(&mut writing, meant).await?;
            require_alone(&mut writing).await?;
            let name = format!("{SCHEMA}_before_{}", now.seconds());
            writing.execute(AssertSqlSafe(format!("ALTER SCHEMA {SCHEMA} RENAME TO {name}"))).await?;
            kept = Some(name);
        }
        fill(&mut writing, server, from).await?;
        if let Some(name) = &kept {
            let mark = format!("UPDATE deployment SET production = (SELECT production FROM {name}.deployment)");
            writing.execute(AssertSqlSafe(mark)).await?;
        }
        writing.commit().await?;
        to.close().await?;
        Ok(kept)
    }

    /// Copies a SQLite database that nobody has open into a database without tables.
    pub(in crate::store) async fn copy_from(server: &Server, from: &Path) -> Result<CopiedTables, StoreError> {
        let mut to = server.connect().await?;
        let mut writing = to.begin().await?;
        schema::lock(&mut writing).await?;
        if schema::tables(&mut writing).await? {
            return Err(StoreError::NotEmpty { database: server.address() });
        }
        let copied = fill(&mut writing, server, from).await?;
        writing.commit().await?;
        to.close().await?;
        Ok(copied)
    }

    /// The installation that a database names, also in an older schema; `None` if it has no tables.
    pub(in crate::store) async fn installation_of(server: &Server) -> Result<Option<String>, StoreError> {
        let mut connection = server.connect().await?;
        if !schema::tables(&mut connection).await? {
            return Ok(None);
        }
        let named = sqlx::query_scalar("SELECT installation FROM register").fetch_optional(&mut connection).await?;
        Ok(named.flatten())
    }

    /// The name under which a database is marked as production.
    pub(in crate::store) async fn production(server: &Server) -> Result<Option<String>, StoreError> {
        let mut connection = server.connect().await?;
        if !schema::tables(&mut connection).await? {
            return Err(StoreError::NoTables { database: server.address() });
        }
        production(&mut connection).await
    }

    /// Marks a database as production under a name, or takes the mark away. That is as destructive as what it protects
    /// from: the present name must be meant.
    pub(in crate::store) async fn mark(
        server: &Server,
        name: Option<&str>,
        meant: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut connection = server.connect().await?;
        if !schema::tables(&mut connection).await? {
            return Err(StoreError::NoTables { database: server.address() });
        }
        let mut tx = connection.begin().await?;
        require_meant(&mut tx, meant).await?;
        sqlx::query("UPDATE deployment SET production = $1").bind(name).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }
}

/// Makes the tables and fills them from a file, and compares both.
async fn fill(to: &mut PgConnection, server: &Server, from: &Path) -> Result<CopiedTables, StoreError> {
    schema::migrate(to, server, None, true).await?;
    let mut file = open_file(from).await?;
    let mut reading = file.begin().await?;
    let copied = copying::to_postgres(&mut reading, to).await?;
    copying::compare(&mut reading, to).await?;
    reading.rollback().await?;
    file.close().await?;
    Ok(copied)
}

async fn open_file(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(true).disable_statement_logging();
    Ok(options.connect().await?)
}

async fn production(connection: &mut PgConnection) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT production FROM deployment").fetch_one(connection).await?)
}

/// Refuses what is destructive on a production database whose name was not typed.
async fn require_meant(connection: &mut PgConnection, meant: Option<&str>) -> Result<(), StoreError> {
    match production(connection).await? {
        Some(name) if meant != Some(name.as_str()) => Err(StoreError::Production { name }),
        None if meant.is_some() => Err(StoreError::NotProduction),
        _ => Ok(()),
    }
}

/// Refuses a database that services or commands use. The session of a program that has just ended may last a moment.
async fn require_alone(connection: &mut PgConnection) -> Result<(), StoreError> {
    let mut others: i64 = 0;
    for _ in 0..MOMENTS {
        connection.execute("SELECT pg_stat_clear_snapshot()").await?;
        others = sqlx::query_scalar(OTHERS).bind(APPLICATION).fetch_one(&mut *connection).await?;
        if others == 0 {
            return Ok(());
        }
        connection.execute("SELECT pg_sleep(0.1)").await?;
    }
    Err(StoreError::Unavailable(
        format!("services or commands have the database open ({others} sessions): stop them first").into(),
    ))
}
