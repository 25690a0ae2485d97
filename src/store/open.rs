use std::path::{Path, PathBuf};
use std::sync::Arc;

use haetae_core::UnixTime;

use super::postgres::Server;
use super::{CopiedTables, PostgresStore, SqliteStore, Store, StoreError};
use crate::config::{Config, StorageEngine};

/// What a restored database has replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The earlier database is kept as this file.
    File(PathBuf),
    /// The earlier tables are kept in this schema of the same database.
    Schema(String),
}

/// Makes the store that a configuration names if it is missing, and opens it.
///
/// # Errors
///
/// [`StoreError`] if it cannot be made or used.
pub async fn create(config: &Config) -> Result<Arc<dyn Store>, StoreError> {
    let bits = config.issuer.serial_bits;
    Ok(match config.storage.engine {
        StorageEngine::Sqlite => Arc::new(SqliteStore::create(&config.database_path(), bits).await?),
        StorageEngine::Postgresql => Arc::new(PostgresStore::create(&Server::of(config)?, bits).await?),
    })
}

/// Opens the store that a configuration names.
///
/// # Errors
///
/// [`StoreError`] if it is missing or cannot be used.
pub async fn open(config: &Config) -> Result<Arc<dyn Store>, StoreError> {
    let bits = config.issuer.serial_bits;
    Ok(match config.storage.engine {
        StorageEngine::Sqlite => Arc::new(SqliteStore::open(&config.database_path(), bits).await?),
        StorageEngine::Postgresql => Arc::new(PostgresStore::open(&Server::of(config)?, bits).await?),
    })
}

/// The same, but nothing can be changed through it, and nothing is changed by opening it.
///
/// # Errors
///
/// [`StoreError`] if it is missing, cannot be used, or has an older schema.
pub async fn open_to_read(config: &Config) -> Result<Arc<dyn Store>, StoreError> {
    let bits = config.issuer.serial_bits;
    Ok(match config.storage.engine {
        StorageEngine::Sqlite => Arc::new(SqliteStore::open_to_read(&config.database_path(), bits).await?),
        StorageEngine::Postgresql => Arc::new(PostgresStore::open_to_read(&Server::of(config)?, bits).await?),
    })
}

/// Brings the schema of the store up to date. Returns the numbers of the migrations that it has run.
///
/// # Errors
///
/// [`StoreError`] if the store is missing, cannot be used, or a migration cannot be carried through: then none was.
pub async fn migrate(config: &Config) -> Result<Vec<i64>, StoreError> {
    let bits = config.issuer.serial_bits;
    match config.storage.engine {
        StorageEngine::Sqlite => SqliteStore::migrate(&config.database_path(), bits).await,
        StorageEngine::Postgresql => PostgresStore::migrate(&Server::of(config)?, bits).await,
    }
}

/// The installation that the store belongs to, whatever its schema is; `None` if it names none, or has no tables.
///
/// # Errors
///
/// [`StoreError`] if the server does not answer. A SQLite file that is missing or damaged names no installation.
pub async fn installation(config: &Config) -> Result<Option<String>, StoreError> {
    match config.storage.engine {
        StorageEngine::Sqlite => Ok(SqliteStore::installation_of(&config.database_path()).await),
        StorageEngine::Postgresql => PostgresStore::installation_of(&Server::of(config)?).await,
    }
}

/// Writes a copy of the store to a new file: a SQLite database, whatever the store is.
///
/// # Errors
///
/// [`StoreError`] if it cannot be read, or the file exists or cannot be written.
pub async fn back_up(config: &Config, to: &Path) -> Result<(), StoreError> {
    match config.storage.engine {
        StorageEngine::Sqlite => {
            open_to_read(config).await?;
            SqliteStore::back_up(&config.database_path(), to).await
        }
        StorageEngine::Postgresql => PostgresStore::back_up(&Server::of(config)?, config.issuer.serial_bits, to).await,
    }
}

/// Puts a backup in the place of the store, which is kept: where, is returned. `meant` is the name of the production
/// database that is meant.
///
/// # Errors
///
/// [`StoreError`] if the store is open, the backup cannot be used or is of another `installation`, or the store is
/// marked as production and not meant.
pub async fn restore(
    config: &Config,
    from: &Path,
    installation: Option<&str>,
    meant: Option<&str>,
    now: UnixTime,
) -> Result<Option<Replaced>, StoreError> {
    let bits = config.issuer.serial_bits;
    if config.storage.engine == StorageEngine::Sqlite {
        if meant.is_some() {
            return Err(StoreError::NotProduction);
        }
        let kept = SqliteStore::restore(&config.database_path(), from, bits, installation, now).await?;
        return Ok(kept.map(Replaced::File));
    }
    let server = Server::of(config)?;
    let (_folder, copy) = SqliteStore::prepared_copy(from, &config.data_dir, bits, installation).await?;
    Ok(PostgresStore::restore(&server, &copy, meant, now).await?.map(Replaced::Schema))
}

/// Copies the SQLite database of a data folder into the database server that its configuration names, in one
/// transaction, and compares all rows. Returns the tables, and the name that the SQLite database has from then on.
///
/// # Errors
///
/// [`StoreError`] if a service or command has the SQLite database open, the server's has tables, or one of them cannot
/// be used. Nothing has changed then.
pub async fn copy_to_server(config: &Config, now: UnixTime) -> Result<(CopiedTables, PathBuf), StoreError> {
    let (server, bits) = (Server::of(config)?, config.issuer.serial_bits);
    let copy = async |path: &Path| PostgresStore::copy_from(&server, path).await;
    SqliteStore::retire(&config.database_path(), bits, now, copy).await
}

/// The name under which the store is marked as production; a SQLite database never is.
///
/// # Errors
///
/// [`StoreError`] if it cannot be read.
pub async fn production(config: &Config) -> Result<Option<String>, StoreError> {
    match config.storage.engine {
        StorageEngine::Sqlite => Ok(None),
        StorageEngine::Postgresql => PostgresStore::production(&Server::of(config)?).await,
    }
}

/// Marks the store as production under a name, or takes the mark away. `meant` is its present name.
///
/// # Errors
///
/// [`StoreError::OnlyOnServer`] on SQLite; otherwise [`StoreError`] if it cannot be written, or its present name is not
/// the one that is meant.
pub async fn mark_production(config: &Config, name: Option<&str>, meant: Option<&str>) -> Result<(), StoreError> {
    match config.storage.engine {
        StorageEngine::Sqlite => Err(StoreError::OnlyOnServer),
        StorageEngine::Postgresql => PostgresStore::mark(&Server::of(config)?, name, meant).await,
    }
}
