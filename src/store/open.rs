use std::path::{Path, PathBuf};
use std::sync::Arc;

use haetae_core::UnixTime;

use super::{SqliteStore, Store, StoreError};
use crate::config::Config;

/// Makes the store that a configuration names if it is missing, and opens it.
///
/// # Errors
///
/// [`StoreError`] if it cannot be made or used.
pub async fn create(config: &Config) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqliteStore::create(&config.database_path(), config.issuer.serial_bits).await?))
}

/// Opens the store that a configuration names.
///
/// # Errors
///
/// [`StoreError`] if it is missing or cannot be used.
pub async fn open(config: &Config) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqliteStore::open(&config.database_path(), config.issuer.serial_bits).await?))
}

/// The same, but nothing can be changed through it, and nothing is changed by opening it.
///
/// # Errors
///
/// [`StoreError`] if it is missing, cannot be used, or has an older schema.
pub async fn open_to_read(config: &Config) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqliteStore::open_to_read(&config.database_path(), config.issuer.serial_bits).await?))
}

/// Writes a copy of the store to a new file.
///
/// # Errors
///
/// [`StoreError`] if it cannot be read, or the file exists or cannot be written.
pub async fn back_up(config: &Config, to: &Path) -> Result<(), StoreError> {
    open_to_read(config).await?;
    SqliteStore::back_up(&config.database_path(), to).await
}

/// Puts a backup in the place of the store, which keeps another name beside it: the one that is returned.
///
/// # Errors
///
/// [`StoreError`] if the store is open, or the backup cannot be used or is of another `installation`.
pub async fn restore(
    config: &Config,
    from: &Path,
    installation: Option<&str>,
    now: UnixTime,
) -> Result<Option<PathBuf>, StoreError> {
    SqliteStore::restore(&config.database_path(), from, config.issuer.serial_bits, installation, now).await
}
