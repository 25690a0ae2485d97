use std::path::PathBuf;

/// Why a store failed. Nothing of the request has been stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is full, or refuses: a later try may succeed.
    #[error("the store is not available: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There is no database, or an empty one in its place. Only `haetae init` makes one: a service on an empty database
    /// would publish that nobody is revoked.
    #[error(
        "the database {} is {what}. Check that its disk is mounted and that storage.path is right; if it is lost: haetae db \
         restore BACKUP, then haetae db reconcile. Only `haetae init` makes a database, in a new data folder",
        path.display()
    )]
    Missing {
        /// Where it should be.
        path: PathBuf,
        /// `missing` or `empty`.
        what: &'static str,
    },
    /// What should be put back is no database of this program.
    #[error("{} is no backup of Haetae: {reason}. Name a file that `haetae db backup` wrote", path.display())]
    NoBackup {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        reason: &'static str,
    },
    /// The database is older than what was issued and published: no serial can be given before it is reconciled.
    #[error("the database lacks what was issued or published after it was saved; run: haetae db reconcile")]
    ReconcileDue,
    /// The database was written by another version of this program.
    #[error("the database has a schema that this program does not know: {0}")]
    UnknownSchema(String),
    /// Stored data cannot be read back: the database is damaged.
    #[error("the store holds something that cannot be read: {0}")]
    Damaged(String),
    /// All serial numbers of the configured size are used up.
    #[error("all {0} serial numbers are used up")]
    NoSerialLeft(u64),
    /// The configured size of serial numbers cannot be used with this store.
    #[error("serial_bits is {configured}, but {reason}")]
    SerialBits {
        /// The size asked for, in bits.
        configured: u8,
        /// What it must be, and why.
        reason: String,
    },
}
