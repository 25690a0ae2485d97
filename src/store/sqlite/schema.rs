//! The schema and its migrations: files that are numbered and never change once released.

use std::sync::LazyLock;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqlSafeStr as _, SqliteConnection, SqlitePool};

use crate::store::StoreError;
use crate::store::migrating::explain;

/// The files: number, description, SQL.
const FILES: [(i64, &str, &str); 15] = [
    (1, "initial", include_str!("../migrations/sqlite/0001_initial.sql")),
    (2, "key withdrawals", include_str!("../migrations/sqlite/0002_key_withdrawals.sql")),
    (3, "nodes", include_str!("../migrations/sqlite/0003_nodes.sql")),
    (4, "people", include_str!("../migrations/sqlite/0004_people.sql")),
    (5, "change counters", include_str!("../migrations/sqlite/0005_change_counters.sql")),
    (6, "clocks", include_str!("../migrations/sqlite/0006_clocks.sql")),
    (7, "installation", include_str!("../migrations/sqlite/0007_installation.sql")),
    (8, "limits", include_str!("../migrations/sqlite/0008_limits.sql")),
    (9, "operators", include_str!("../migrations/sqlite/0009_operators.sql")),
    (10, "journal checkpoints", include_str!("../migrations/sqlite/0010_journal_checkpoints.sql")),
    (11, "published days", include_str!("../migrations/sqlite/0011_published_days.sql")),
    (12, "rules", include_str!("../migrations/sqlite/0012_rules.sql")),
    (13, "keyed requests", include_str!("../migrations/sqlite/0013_keyed_requests.sql")),
    (14, "queue", include_str!("../migrations/sqlite/0014_queue.sql")),
    (15, "eligibility", include_str!("../migrations/sqlite/0015_eligibility.sql")),
];

/// All migrations that this program knows. `sqlx::migrate!` would list them by itself, and compile SQLite a second time
/// for it.
pub(super) static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let migration = |(version, description, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(FILES.map(migration).into())
});

/// Brings the schema up to date in one transaction, and compares the size of serials with that of the first opening.
/// Returns whether the database has tables now: one without them is filled only if it `may_be_new`.
pub(super) async fn prepare(
    options: &SqliteConnectOptions,
    serial_bits: u8,
    may_be_new: bool,
) -> Result<bool, StoreError> {
    let mut connection = options.connect().await?;
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    if !refuse_foreign_tables(&mut tx).await? && !may_be_new {
        return Ok(false);
    }
    MIGRATIONS.run_direct(None, &mut *tx, false).await.map_err(|error| explain(error, &MIGRATIONS))?;
    sqlx::query(
        "INSERT INTO register (id, serial_bits, next_serial, people) VALUES (1, ?1, 0, 0) ON CONFLICT DO NOTHING",
    )
    .bind(serial_bits)
    .execute(&mut *tx)
    .await?;
    let stored: u8 = sqlx::query_scalar("SELECT serial_bits FROM register").fetch_one(&mut *tx).await?;
    require_same_bits(stored, serial_bits)?;
    tx.commit().await?;
    connection.close().await?;
    Ok(true)
}

/// Compares the schema and the size of serials with this program's, and changes nothing.
pub(super) async fn require_current(pool: &SqlitePool, serial_bits: u8) -> Result<(), StoreError> {
    refuse_foreign_tables(&mut *pool.acquire().await?).await?;
    let stored: u8 = sqlx::query_scalar("SELECT serial_bits FROM register").fetch_one(pool).await?;
    let done: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations ORDER BY version").fetch_all(pool).await?;
    let known: Vec<(i64, Vec<u8>)> =
        MIGRATIONS.iter().map(|migration| (migration.version, migration.checksum.to_vec())).collect();
    if let Some((version, _)) = done.iter().find(|migration| !known.contains(migration)) {
        return Err(StoreError::UnknownSchema(format!("its migration {version} is not one of this program")));
    }
    if done.len() < known.len() {
        let reason = "it is older than this program, which brings it up to date when the service starts".to_owned();
        return Err(StoreError::UnknownSchema(reason));
    }
    require_same_bits(stored, serial_bits)
}

/// The migrations that have run.
pub(super) async fn applied(options: &SqliteConnectOptions) -> Result<Vec<i64>, StoreError> {
    let mut connection = options.connect().await?;
    refuse_foreign_tables(&mut connection).await?;
    let query = sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version");
    let versions = query.fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(versions)
}

/// What SQLite finds in a check of all pages.
pub(super) async fn damage(pool: &SqlitePool) -> Result<Vec<String>, StoreError> {
    let found: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(10)").fetch_all(pool).await?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

fn require_same_bits(stored: u8, configured: u8) -> Result<(), StoreError> {
    if stored == configured {
        return Ok(());
    }
    let reason = format!("this database was made with {stored}, and the passes that are out there depend on it");
    Err(StoreError::SerialBits { configured, reason })
}

/// Returns whether there are tables.
async fn refuse_foreign_tables(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .fetch_all(connection)
        .await?;
    if tables.is_empty() || tables.iter().any(|name| *name == MIGRATIONS.table_name) {
        return Ok(!tables.is_empty());
    }
    Err(StoreError::UnknownSchema(format!("it holds the tables of another program: {}", tables.join(", "))))
}
