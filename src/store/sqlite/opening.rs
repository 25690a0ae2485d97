//! Makes and opens the file. Only [`SqliteStore::create`] makes one: a database that appears by itself where another
//! was lost would un-revoke everybody.

use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

use super::phones::PhoneCounter;
use super::{SqliteStore, backup, schema};
use crate::model::first_decoy;
use crate::store::StoreError;

/// How long a writer waits for another process to finish its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// 64 MiB, in SQLite's notation: subject ids come in no order, so an import touches pages all over the index.
const WRITER_CACHE: &str = "-65536";

/// 40 MiB of log: pages that many batches of an import touch are written to the database only once.
const CHECKPOINT_PAGES: &str = "10000";

/// Readers do not wait for the writer, so few are enough.
const READERS: u32 = 4;

impl SqliteStore {
    /// Makes the database at `path` if it is not there (mode 0600), and opens it. Serials are below 2^`serial_bits`, 20
    /// to 28.
    ///
    /// # Errors
    ///
    /// As [`SqliteStore::open`]; also [`StoreError::Unavailable`] if it cannot be made.
    pub async fn create(path: &Path, serial_bits: u8) -> Result<Self, StoreError> {
        require_size(serial_bits)?;
        create_private(path).map_err(unavailable)?;
        Self::open_file(path, serial_bits, true).await
    }

    /// Opens the database at `path` and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] if there is no file or an empty one, [`StoreError::UnknownSchema`] if another program or
    /// version wrote it, [`StoreError::SerialBits`] if it was made with another size of serials,
    /// [`StoreError::Damaged`] if it is not a database, and [`StoreError::Unavailable`] if it cannot be written. In all
    /// these cases it has not changed.
    pub async fn open(path: &Path, serial_bits: u8) -> Result<Self, StoreError> {
        require_size(serial_bits)?;
        require_there(path)?;
        close_to_others(path).map_err(unavailable)?;
        Self::open_file(path, serial_bits, false).await
    }

    async fn open_file(path: &Path, serial_bits: u8, may_be_new: bool) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .synchronous(SqliteSynchronous::Full)
            .disable_statement_logging();
        let opening = lock_opening(path).await.map_err(unavailable)?;
        let in_use = share(path).await.map_err(unavailable)?;
        // Before the journal's mode is set, which would change the file of another program.
        if !schema::prepare(&options, serial_bits, may_be_new).await? {
            return Err(missing(path, "empty"));
        }
        let pool = SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        let writing = options.clone().journal_mode(SqliteJournalMode::Wal).pragma("cache_size", WRITER_CACHE);
        let writing = writing.pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        // Erased data is overwritten, not left in free pages.
        let writing = writing.pragma("secure_delete", "ON");
        let counting = writing.clone().synchronous(SqliteSynchronous::Normal);
        let writer = pool.clone().max_connections(1).connect_with(writing).await?;
        let counting = pool.clone().max_connections(1).connect_with(counting).await?;
        let reading = options.pragma("query_only", "ON");
        let readers = pool.clone().max_connections(READERS).connect_with(reading.clone()).await?;
        let phone_reader = pool.max_connections(1).connect_with(reading).await?;
        let phones = PhoneCounter::start(phone_reader.clone(), counting.clone());
        drop(opening);
        let serials = first_decoy(1 << serial_bits);
        Ok(Self { writer, counting, readers, phone_reader, phones, serials, _in_use: Some(in_use) })
    }

    /// Brings the schema of the database at `path` up to date. Returns the migrations that it has run.
    ///
    /// # Errors
    ///
    /// As [`SqliteStore::open`].
    pub async fn migrate(path: &Path, serial_bits: u8) -> Result<Vec<i64>, StoreError> {
        require_there(path)?;
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT).disable_statement_logging();
        let before = schema::applied(&options).await?;
        Self::open(path, serial_bits).await?.close().await;
        let after = schema::applied(&options).await?;
        Ok(after.into_iter().filter(|version| !before.contains(version)).collect())
    }

    /// Opens the database at `path` read-only: any change is refused.
    ///
    /// # Errors
    ///
    /// As [`SqliteStore::open`]; also [`StoreError::UnknownSchema`] if its schema is not up to date.
    pub async fn open_to_read(path: &Path, serial_bits: u8) -> Result<Self, StoreError> {
        require_there(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("query_only", "ON")
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        let readers = pool.max_connections(READERS).connect_with(options).await?;
        schema::require_current(&readers, serial_bits).await?;
        let [writer, counting, phone_reader] = [(); 3].map(|()| readers.clone());
        let phones = PhoneCounter::start(phone_reader.clone(), counting.clone());
        let serials = first_decoy(1 << serial_bits);
        Ok(Self { writer, counting, readers, phone_reader, phones, serials, _in_use: None })
    }

    /// The installation that the database at `path` names, also in an older schema; `None` if it names none or cannot
    /// be read. Nothing is changed by looking.
    pub(in crate::store) async fn installation_of(path: &Path) -> Option<String> {
        require_there(path).ok()?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("query_only", "ON")
            .disable_statement_logging();
        let mut connection = options.connect().await.ok()?;
        let named = sqlx::query_scalar("SELECT installation FROM register").fetch_optional(&mut connection).await;
        connection.close().await.ok()?;
        named.ok()?.flatten()
    }
}

fn require_size(serial_bits: u8) -> Result<(), StoreError> {
    if (20..=28).contains(&serial_bits) {
        return Ok(());
    }
    Err(StoreError::SerialBits { configured: serial_bits, reason: "it must be 20 to 28".to_owned() })
}

/// Refuses a missing or empty file: SQLite would take either for a new database.
fn require_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 => Err(missing(path, "empty")),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match backup::copied(path) {
            Some(kept) => Err(StoreError::Copied { path: path.to_owned(), kept }),
            None => Err(missing(path, "missing")),
        },
        Err(error) => Err(unavailable(error)),
    }
}

fn missing(path: &Path, what: &'static str) -> StoreError {
    StoreError::Missing { path: path.to_owned(), what }
}

pub(super) fn unavailable(error: io::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

/// Makes an empty file that only its owner may read. SQLite gives the files beside it the same mode.
fn create_private(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => close_to_others(path),
        Err(error) => Err(error),
    }
}

/// Removes others' permissions. The file is not opened: closing it would drop the locks that SQLite holds on it in this
/// process.
fn close_to_others(path: &Path) -> io::Result<()> {
    let metadata = std::fs::metadata(path)?;
    let mode = metadata.permissions().mode();
    if metadata.is_file() && mode & 0o077 != 0 {
        std::fs::set_permissions(path, Permissions::from_mode(mode & 0o700))?;
    }
    Ok(())
}

/// Lets one process at a time open the database: SQLite does not wait if two of them turn its log on. The lock goes
/// with the file that is returned.
async fn lock_opening(path: &Path) -> io::Result<File> {
    let name = beside(path, "-lock");
    let open = move || -> io::Result<File> {
        let file = lock_file(&name)?;
        file.lock()?;
        Ok(file)
    };
    tokio::task::spawn_blocking(open).await?
}

/// Says that this process has the database open, until the file that is returned is dropped. It waits while the
/// database is replaced.
async fn share(path: &Path) -> io::Result<File> {
    let name = users(path);
    let open = move || -> io::Result<File> {
        let file = lock_file(&name)?;
        file.lock_shared()?;
        Ok(file)
    };
    tokio::task::spawn_blocking(open).await?
}

/// The file whose lock is shared by all that have the database at `path` open.
pub(super) fn users(path: &Path) -> PathBuf {
    beside(path, "-users")
}

/// A file that only its owner may read, to lock.
pub(super) fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)
}

/// The file beside the database whose name has this ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
