//! The schema and its migrations: files that are numbered and never change once released.

use std::sync::LazyLock;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqlSafeStr as _};

use super::connecting::{SCHEMA, Server};
use crate::store::StoreError;
use crate::store::migrating::explain;

/// The files: number, description, SQL.
const FILES: [(i64, &str, &str); 3] = [
    (1, "initial", include_str!("../migrations/postgres/0001_initial.sql")),
    (2, "queue", include_str!("../migrations/postgres/0002_queue.sql")),
    (3, "eligibility", include_str!("../migrations/postgres/0003_eligibility.sql")),
];

/// How long a migration waits for a lock that a running node holds. It then fails, and the next start tries again:
/// whoever waits for a lock on a table keeps everybody else waiting behind.
const LOCK_TIMEOUT: &str = "SET LOCAL lock_timeout = '5s'";

/// Of all advisory locks of the database, the one of whoever brings the schema up to date.
const MIGRATING: i64 = 0x6861_6574_6165;

/// All migrations that this program knows.
pub(super) static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let migration = |(version, description, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    let mut migrator = Migrator::with_migrations(FILES.map(migration).into());
    // It would lock a name of its own, and refuse a schema that a later release has extended.
    migrator.set_locking(false).set_ignore_missing(true);
    migrator
});

/// Brings the schema up to date in one transaction, and compares the size of serials with that of the first opening.
/// Returns the migrations that it has run.
pub(super) async fn prepare(
    connection: &mut PgConnection,
    server: &Server,
    serial_bits: u8,
    may_be_new: bool,
) -> Result<Vec<i64>, StoreError> {
    let mut tx = connection.begin().await?;
    lock(&mut tx).await?;
    let done = migrate(&mut tx, server, Some(serial_bits), may_be_new).await?;
    tx.commit().await?;
    Ok(done)
}

/// Waits until nobody else makes, migrates or replaces the tables, and keeps others from it until the end of the
/// transaction.
pub(super) async fn lock(connection: &mut PgConnection) -> Result<(), StoreError> {
    // Before the limit on locks: others may take long, and then there is nothing left to do.
    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(MIGRATING).execute(&mut *connection).await?;
    connection.execute(LOCK_TIMEOUT).await?;
    Ok(())
}

/// Brings the schema up to date in a transaction that holds the lock. Without a size of serials, `register` has no row
/// afterwards, if it had none.
pub(super) async fn migrate(
    connection: &mut PgConnection,
    server: &Server,
    serial_bits: Option<u8>,
    may_be_new: bool,
) -> Result<Vec<i64>, StoreError> {
    let there = tables(connection).await?;
    if !there && !may_be_new {
        return Err(StoreError::NoTables { database: server.address() });
    }
    if !there {
        connection.execute(AssertSqlSafe(format!("CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))).await?;
    }
    let before = if there { applied(connection).await? } else { Vec::new() };
    require_known(connection, &before).await?;
    MIGRATIONS.run_direct(None, &mut *connection, false).await.map_err(|error| explain(error, &MIGRATIONS))?;
    if let Some(bits) = serial_bits {
        sqlx::query(
            "INSERT INTO register (id, serial_bits, next_serial, people) VALUES (1, $1, 0, 0) ON CONFLICT DO NOTHING",
        )
        .bind(i64::from(bits))
        .execute(&mut *connection)
        .await?;
        require_same_bits(connection, bits).await?;
    }
    let is_new = |version: &i64| before.iter().all(|(known, _)| known != version);
    Ok(MIGRATIONS.iter().map(|migration| migration.version).filter(is_new).collect())
}

/// Compares the schema and the size of serials with this program's, and changes nothing.
pub(super) async fn require_current(
    connection: &mut PgConnection,
    server: &Server,
    serial_bits: u8,
) -> Result<(), StoreError> {
    if !tables(connection).await? {
        return Err(StoreError::NoTables { database: server.address() });
    }
    let done = applied(connection).await?;
    require_known(connection, &done).await?;
    if MIGRATIONS.iter().any(|known| done.iter().all(|(version, _)| *version != known.version)) {
        let reason = "it is older than this program, which brings it up to date when the service starts".to_owned();
        return Err(StoreError::UnknownSchema(reason));
    }
    require_same_bits(connection, serial_bits).await
}

/// Refuses a size that no store has.
pub(super) fn require_size(serial_bits: u8) -> Result<(), StoreError> {
    if (20..=28).contains(&serial_bits) {
        return Ok(());
    }
    Err(StoreError::SerialBits { configured: serial_bits, reason: "it must be 20 to 28".to_owned() })
}

/// Whether there are tables; refuses those of another program under the name of the schema.
pub(super) async fn tables(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1 ORDER BY table_name",
    )
    .bind(SCHEMA)
    .fetch_all(connection)
    .await?;
    if names.is_empty() || names.iter().any(|name| *name == MIGRATIONS.table_name) {
        return Ok(!names.is_empty());
    }
    Err(StoreError::UnknownSchema(format!("it holds the tables of another program: {}", names.join(", "))))
}

/// The migrations that have run, and their hashes.
async fn applied(connection: &mut PgConnection) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    let query = "SELECT version, checksum FROM _sqlx_migrations ORDER BY version";
    Ok(sqlx::query_as(query).fetch_all(connection).await?)
}

/// Refuses a schema in which a migration is not the one of this program, or that has left this program behind. One that
/// a later release has only extended is used as it is.
async fn require_known(connection: &mut PgConnection, done: &[(i64, Vec<u8>)]) -> Result<(), StoreError> {
    for known in MIGRATIONS.iter() {
        if done.iter().any(|(version, hash)| *version == known.version && *hash != *known.checksum) {
            let reason = format!("its migration {} is not the one of this program", known.version);
            return Err(StoreError::UnknownSchema(reason));
        }
    }
    let last = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    if done.is_empty() {
        return Ok(());
    }
    let needed: i64 = sqlx::query_scalar("SELECT needs_migration FROM deployment").fetch_one(connection).await?;
    if needed > last {
        let reason = format!("programs need its migration {needed}, this program knows those up to {last}");
        return Err(StoreError::UnknownSchema(reason));
    }
    Ok(())
}

async fn require_same_bits(connection: &mut PgConnection, configured: u8) -> Result<(), StoreError> {
    let stored: i64 = sqlx::query_scalar("SELECT serial_bits FROM register").fetch_one(connection).await?;
    if stored == i64::from(configured) {
        return Ok(());
    }
    let reason = format!("this database was made with {stored}, and the passes that are out there depend on it");
    Err(StoreError::SerialBits { configured, reason })
}

/// Indices that the server does not trust itself: one whose making was broken off, for instance.
pub(super) async fn invalid_indices(connection: &mut PgConnection) -> Result<Vec<String>, StoreError> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid \
            JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1 AND NOT indisvalid",
    )
    .bind(SCHEMA)
    .fetch_all(connection)
    .await?;
    Ok(names.into_iter().map(|name| format!("the index {name} is not valid: REINDEX INDEX {SCHEMA}.{name}")).collect())
}
