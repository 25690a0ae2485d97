//! Which installation database, data folder and keys belong to. Without it, the database of another installation, or an
//! old one under a mount that is gone, would be published under these keys.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use haetae_core::{Outcome, TrustStore};

use crate::config::{Config, INSTALLATION_FILE};
use crate::signing::Signing;
use crate::store::{self, Store, StoreError};

/// Why database, data folder and keys do not belong together.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// Two of them name different installations.
    #[error(
        "the database {path} is not the one of this installation: it belongs to {database}, and {} says {other}. Check \
         [storage] and that all disks are mounted. Nothing was changed in it",
        file.display()
    )]
    Other {
        /// The database, as people call it.
        path: String,
        /// The installation that it belongs to.
        database: String,
        /// The file that names another one.
        file: PathBuf,
        /// The installation that it names.
        other: String,
    },
    /// An earlier version made it, so nothing names an installation, and nothing in the database shows that it is this
    /// one's.
    #[error(
        "nothing shows that the database {path} belongs to these keys: it has no people and nothing that was published with \
         them. If the right one is lost: haetae db restore BACKUP"
    )]
    NothingShowsIt {
        /// The database, as people call it.
        path: String,
    },
    /// A new installation would begin in a database that belongs to another one.
    #[error(
        "the database {path} belongs to the installation {database} already. Name another database; or, if it is left over from \
         an attempt that failed, drop its schema haetae"
    )]
    Taken {
        /// The database, as people call it.
        path: String,
        /// The installation that it belongs to.
        database: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// The I/O error.
        source: io::Error,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes the database of a new installation, and names the installation in all its parts.
///
/// # Errors
///
/// [`InstallationError`] if something cannot be written.
pub async fn found(config: &Config) -> Result<(), InstallationError> {
    let store = store::create(config).await?;
    if let Some(database) = store.installation().await? {
        return Err(InstallationError::Taken { path: config.database(), database });
    }
    let name = store.name_installation(None).await?;
    files(config).iter().try_for_each(|path| write(path, &name))
}

/// The installation that the files around the database name, if they do.
///
/// # Errors
///
/// [`InstallationError::File`] if one cannot be read.
pub fn around(config: &Config) -> Result<Option<String>, InstallationError> {
    for path in files(config) {
        if let Some(name) = read(&path)? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Refuses a database of another installation, and changes nothing: before it is opened, brought up to date, copied or
/// replaced.
///
/// # Errors
///
/// [`InstallationError::Other`] if it is another one's; otherwise [`InstallationError`] if that cannot be found out.
pub async fn require(config: &Config) -> Result<(), InstallationError> {
    compare(config, store::installation(config).await?.as_deref()).map(drop)
}

/// Opens the database, unless it is that of another installation.
///
/// # Errors
///
/// As [`require`], and if it cannot be used.
pub async fn open(config: &Config) -> Result<Arc<dyn Store>, InstallationError> {
    require(config).await?;
    Ok(store::open(config).await?)
}

/// The same, but nothing can be changed through it.
///
/// # Errors
///
/// As [`open`], and if its schema is an older one.
pub async fn open_to_read(config: &Config) -> Result<Arc<dyn Store>, InstallationError> {
    require(config).await?;
    Ok(store::open_to_read(config).await?)
}

/// Refuses a database of another installation. Parts that an earlier version made get the name of the installation, if
/// the database holds people or a set that was published with these keys.
pub(super) async fn require_or_name(
    config: &Config,
    store: &dyn Store,
    signing: &Signing,
) -> Result<(), InstallationError> {
    let own = store.installation().await?;
    let Unnamed { files, name } = compare(config, own.as_deref())?;
    if own.is_some() && files.is_empty() {
        return Ok(());
    }
    if store.count().await? == 0 && !has_published(store, signing).await? {
        return Err(InstallationError::NothingShowsIt { path: config.database() });
    }
    let name = store.name_installation(name.as_deref()).await?;
    tracing::info!(installation = name, "the database, the data folder and the keys name their installation now");
    files.iter().try_for_each(|path| write(path, &name))
}

/// Whether a set was published that scanners of these roots accept.
async fn has_published(store: &dyn Store, signing: &Signing) -> Result<bool, StoreError> {
    let Some(set) = store.published().await? else { return Ok(false) };
    let files: Vec<&[u8]> = set.files.iter().map(|file| &*file.bytes).collect();
    Ok(TrustStore::new(signing.roots.clone()).take_set(&set.manifest, &files) == Outcome::Taken)
}

/// What names no installation yet, and the name that the rest agrees on.
struct Unnamed {
    files: Vec<PathBuf>,
    name: Option<String>,
}

fn compare(config: &Config, own: Option<&str>) -> Result<Unnamed, InstallationError> {
    let mut unnamed = Unnamed { files: Vec::new(), name: own.map(str::to_owned) };
    for path in files(config) {
        match (read(&path)?, &unnamed.name) {
            (None, _) => unnamed.files.push(path),
            (Some(other), Some(name)) if other != *name => {
                let (database, file) = (name.clone(), path);
                return Err(InstallationError::Other { path: config.database(), database, file, other });
            }
            (Some(name), _) => unnamed.name = Some(name),
        }
    }
    Ok(unnamed)
}

fn files(config: &Config) -> [PathBuf; 2] {
    [config.data_dir.join(INSTALLATION_FILE), config.keys_directory().join(INSTALLATION_FILE)]
}

fn read(path: &Path) -> Result<Option<String>, InstallationError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim_end().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(InstallationError::File { path: path.to_owned(), source }),
    }
}

/// Writes it whole or not at all.
fn write(path: &Path, name: &str) -> Result<(), InstallationError> {
    let failed = |source| InstallationError::File { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".installation").tempfile_in(folder).map_err(failed)?;
    writeln!(file, "{name}").and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}
