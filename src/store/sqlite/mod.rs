//! The store of the embedded default: one SQLite file. Several processes may have it open.

mod changes;
mod decisions;
mod failure;
mod nodes;
mod partners;
mod person_row;
mod published;
mod records;
mod revocations;
mod schema;
#[cfg(test)]
mod tests;
mod withdrawals;

use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use haetae_core::{Kid, UnixTime};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Sqlite, SqlitePool, Transaction};

use super::{
    Allowed, ChangeStore, Changes, Decision, DecisionKind, DecisionStore, ImportStore, Imported, Lease,
    MaintenanceStore, NodeStore, PartnerChange, PartnerStore, PeopleQuery, Publication, PublishedStore, RecordStore,
    RevocationEntry, RevocationQuery, RevocationStore, StandingChange, StoreError, WithdrawalChange, WithdrawalStore,
};
use crate::model::{
    Partner, PartnerKey, Person, PublishedSet, Reason, Record, RevokedSerial, Serial, SubjectId, WithdrawnKey,
};

/// How long a writer waits for another process to finish its transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// 64 MiB, in SQLite's notation: subject ids come in no order, so an import touches pages all over the index.
const WRITER_CACHE: &str = "-65536";

/// 40 MiB of log: pages that many batches of an import touch are written to the database only once.
const CHECKPOINT_PAGES: &str = "10000";

/// It holds the write lock from its beginning, so that nothing read in it can become stale.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// Readers do not wait for the writer, so few are enough.
const READERS: u32 = 4;

/// A [`Store`](super::Store) in one SQLite file.
pub struct SqliteStore {
    /// One connection: SQLite has one writer at a time, and a queue in the process is fairer than its lock.
    writer: SqlitePool,
    readers: SqlitePool,
    /// How many serials there are.
    serials: u32,
}

impl SqliteStore {
    /// Opens the database at `path`, makes it if it is not there (mode 0600), and brings its schema up to date. Serials
    /// are below 2^`serial_bits`, 20 to 28.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSchema`] if another program or version wrote the file, [`StoreError::SerialBits`] if it
    /// was made with another size of serials, [`StoreError::Damaged`] if it is not a database, and
    /// [`StoreError::Unavailable`] if it can be neither made nor written. In all these cases it has not changed.
    pub async fn open(path: &Path, serial_bits: u8) -> Result<Self, StoreError> {
        if !(20..=28).contains(&serial_bits) {
            let reason = "it must be 20 to 28".to_owned();
            return Err(StoreError::SerialBits { configured: serial_bits, reason });
        }
        create_private(path).map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true)
            .synchronous(SqliteSynchronous::Full)
            .disable_statement_logging();
        let opening = lock_opening(path).await.map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        // Before the journal's mode is set, which would change the file of another program.
        schema::prepare(&options, serial_bits).await?;
        let pool = SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        let writing = options.clone().journal_mode(SqliteJournalMode::Wal).pragma("cache_size", WRITER_CACHE);
        let writing = writing.pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
        // Erased data is overwritten, not left in free pages.
        let writing = writing.pragma("secure_delete", "ON");
        let writer = pool.clone().max_connections(1).connect_with(writing).await?;
        let readers = pool.max_connections(READERS).connect_with(options.pragma("query_only", "ON")).await?;
        drop(opening);
        Ok(Self { writer, readers, serials: 1 << serial_bits })
    }

    /// Opens the database at `path` read-only: any change is refused.
    ///
    /// # Errors
    ///
    /// As [`SqliteStore::open`]; also [`StoreError::UnknownSchema`] if its schema is not up to date.
    pub async fn open_to_read(path: &Path, serial_bits: u8) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("query_only", "ON")
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        let readers = pool.max_connections(READERS).connect_with(options).await?;
        schema::require_current(&readers, serial_bits).await?;
        Ok(Self { writer: readers.clone(), readers, serials: 1 << serial_bits })
    }

    /// Waits for running operations and closes the file. Acknowledged writes are on the disk even without it.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// A transaction for writing.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        match self.writer.begin_with(BEGIN).await {
            // On a full disk SQLite ends a transaction by itself, and the driver believes that it continues.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                self.writer.acquire().await?.close().await?;
                Ok(self.writer.begin_with(BEGIN).await?)
            }
            begun => Ok(begun?),
        }
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

/// Makes an empty file that only its owner may read, or removes the others' permissions from an existing one. SQLite
/// gives the files beside it the same mode.
fn create_private(path: &Path) -> io::Result<()> {
    // An existing file is not opened: closing it would drop the locks that SQLite holds on it in this process.
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
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
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    let open = move || -> io::Result<File> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(name)?;
        file.lock()?;
        Ok(file)
    };
    tokio::task::spawn_blocking(open).await?
}

#[async_trait]
impl RecordStore for SqliteStore {
    async fn record(&self, subject: &SubjectId) -> Result<Option<Record>, StoreError> {
        records::record(&self.readers, subject).await
    }

    async fn find_people(&self, query: &PeopleQuery, limit: u32) -> Result<Vec<Record>, StoreError> {
        records::find(&self.readers, query, limit).await
    }

    async fn count(&self) -> Result<u64, StoreError> {
        records::count(&self.readers).await
    }
}

#[async_trait]
impl ImportStore for SqliteStore {
    async fn import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut tx = self.begin().await?;
        let imported = records::import(&mut tx, self.serials, people).await?;
        tx.commit().await?;
        Ok(imported)
    }

    async fn rehearse_import(&self, people: &[Person]) -> Result<Imported, StoreError> {
        let mut tx = self.begin().await?;
        let imported = records::import(&mut tx, self.serials, people).await?;
        tx.rollback().await?;
        Ok(imported)
    }

    async fn claim_name_key(&self, check: [u8; 16], replace: bool) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let claimed = records::claim_name_key(&mut tx, check, replace).await?;
        tx.commit().await?;
        Ok(claimed)
    }
}

#[async_trait]
impl DecisionStore for SqliteStore {
    async fn erase(&self, subject: &SubjectId, decision: &Decision) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let erased = decisions::erase(&mut tx, subject, decision).await?;
        if erased {
            changes::count_records(&mut tx).await?;
        }
        tx.commit().await?;
        if erased {
            // So that erased data does not stay in the log; if there are readers, a later checkpoint does it.
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.writer).await?;
        }
        Ok(erased)
    }

    async fn allow(&self, subject: &SubjectId, decision: &Decision) -> Result<Allowed, StoreError> {
        let mut tx = self.begin().await?;
        let allowed = decisions::allow(&mut tx, subject, decision).await?;
        tx.commit().await?;
        Ok(allowed)
    }

    async fn decisions(&self, subject: &SubjectId) -> Result<Vec<(DecisionKind, Decision)>, StoreError> {
        decisions::read(&mut *self.readers.acquire().await?, subject).await
    }
}

#[async_trait]
impl RevocationStore for SqliteStore {
    async fn revoke_all(
        &self,
        subjects: &[SubjectId],
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<Vec<StandingChange>, StoreError> {
        let mut tx = self.begin().await?;
        let mut changes = Vec::with_capacity(subjects.len());
        for subject in subjects {
            changes.push(revocations::revoke(&mut tx, subject, at, reason).await?);
        }
        if changes.contains(&StandingChange::Done) {
            changes::count_records(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(changes)
    }

    async fn reinstate_all(&self, subjects: &[SubjectId]) -> Result<Vec<StandingChange>, StoreError> {
        let mut tx = self.begin().await?;
        let mut changes = Vec::with_capacity(subjects.len());
        for subject in subjects {
            changes.push(revocations::reinstate(&mut tx, self.serials, subject).await?);
        }
        if changes.contains(&StandingChange::Done) {
            changes::count_records(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(changes)
    }

    async fn reissue_serial(
        &self,
        serial: Serial,
        at: UnixTime,
        reason: Option<&Reason>,
    ) -> Result<StandingChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = revocations::reissue_serial(&mut tx, self.serials, serial, at, reason).await?;
        if change == StandingChange::Done {
            changes::count_records(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(change)
    }

    async fn revocations(&self, query: &RevocationQuery, limit: u32) -> Result<Vec<RevocationEntry>, StoreError> {
        revocations::list(&self.readers, query, limit).await
    }

    async fn revoked_since(&self, since: UnixTime) -> Result<Vec<RevokedSerial>, StoreError> {
        revocations::revoked_since(&self.readers, since).await
    }
}

#[async_trait]
impl WithdrawalStore for SqliteStore {
    async fn withdraw_key(&self, key: &WithdrawnKey) -> Result<WithdrawalChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = withdrawals::withdraw(&mut tx, key).await?;
        tx.commit().await?;
        Ok(change)
    }

    async fn lift_withdrawal(&self, kid: Kid, reason: &Reason, at: UnixTime) -> Result<WithdrawalChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = withdrawals::lift(&mut tx, kid, reason, at).await?;
        tx.commit().await?;
        Ok(change)
    }

    async fn withdrawn_keys(&self) -> Result<Vec<WithdrawnKey>, StoreError> {
        withdrawals::read(&self.readers).await
    }
}

#[async_trait]
impl PartnerStore for SqliteStore {
    async fn add_partner_key(&self, partner: &str, key: &PartnerKey) -> Result<PartnerChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = partners::add_key(&mut tx, partner, key).await?;
        if matches!(change, PartnerChange::Done | PartnerChange::Already) {
            changes::count_partners(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(change)
    }

    async fn remove_partner_key(&self, partner: &str, key_id: &str) -> Result<PartnerChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = partners::remove_key(&mut tx, partner, key_id).await?;
        if change == PartnerChange::Done {
            changes::count_partners(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(change)
    }

    async fn set_partner_grace(&self, partner: &str, until: Option<UnixTime>) -> Result<PartnerChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = partners::set_grace(&mut *tx, partner, until).await?;
        if change == PartnerChange::Done {
            changes::count_partners(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(change)
    }

    async fn partner(&self, name: &str) -> Result<Option<Partner>, StoreError> {
        Ok(partners::read(&self.readers, Some(name)).await?.pop())
    }

    async fn partners(&self) -> Result<Vec<Partner>, StoreError> {
        partners::read(&self.readers, None).await
    }
}

#[async_trait]
impl PublishedStore for SqliteStore {
    async fn published(&self) -> Result<Option<PublishedSet>, StoreError> {
        // One transaction: the set must be of one moment.
        published::read(&mut *self.readers.begin().await?).await
    }

    async fn publish(&self, set: &PublishedSet, replaces: Option<u64>) -> Result<Publication, StoreError> {
        let mut tx = self.begin().await?;
        let publication = published::publish(&mut tx, set, replaces).await?;
        tx.commit().await?;
        Ok(publication)
    }
}

#[async_trait]
impl NodeStore for SqliteStore {
    async fn lease(&self) -> Result<Lease, StoreError> {
        nodes::lease(&self.readers).await
    }

    async fn pass_lease(&self, holder: Option<&str>, after: u64) -> Result<bool, StoreError> {
        nodes::pass_lease(&self.writer, holder, after).await
    }

    async fn store_journal_head(&self, node: &str, document: &[u8]) -> Result<(), StoreError> {
        nodes::store_journal_head(&self.writer, node, document).await
    }

    async fn journal_heads(&self) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        nodes::journal_heads(&self.readers).await
    }
}

#[async_trait]
impl ChangeStore for SqliteStore {
    async fn changes(&self) -> Result<Changes, StoreError> {
        changes::read(&self.readers).await
    }
}

#[async_trait]
impl MaintenanceStore for SqliteStore {
    async fn damage(&self) -> Result<Vec<String>, StoreError> {
        schema::damage(&self.readers).await
    }
}
