use std::sync::Arc;

use super::{SqliteStore, Store, StoreError};
use crate::config::Config;

/// Opens the store that a configuration names, and makes it if it is missing.
///
/// # Errors
///
/// [`StoreError`] if it cannot be used.
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
