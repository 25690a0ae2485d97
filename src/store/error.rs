use std::path::PathBuf;

use crate::config::KeySecretError;

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
    /// The SQLite database was copied to a server and is not used any more.
    #[error(
        "the database {} is on the server now: set storage.engine = \"postgresql\". `haetae db copy` kept the file as {}",
        path.display(), kept.display()
    )]
    Copied {
        /// Where it was.
        path: PathBuf,
        /// Where it is kept.
        kept: PathBuf,
    },
    /// A database server has none of this program's tables. Only `haetae init` makes them.
    #[error(
        "the database {database} has no tables of Haetae. Check that [storage] names the right server and database; if it is lost: \
         haetae db restore BACKUP, then haetae db reconcile. Only `haetae init` and `haetae db copy` make the tables"
    )]
    NoTables {
        /// Its name and place.
        database: String,
    },
    /// A database that should be filled has tables already.
    #[error("the database {database} has tables of Haetae already: name another one, or drop its schema haetae")]
    NotEmpty {
        /// Its name and place.
        database: String,
    },
    /// What was asked for would replace a database that is marked as production.
    #[error("the database is marked as production: if you mean it, add --i-mean {name}")]
    Production {
        /// The name under which it is marked.
        name: String,
    },
    /// The name of a production database was typed, and this is none.
    #[error("the database is not marked as production, so it is another one than --i-mean says")]
    NotProduction,
    /// Only databases on a server are marked as production: what replaces a SQLite database keeps it beside the new
    /// one.
    #[error("a SQLite database is not marked: haetae db restore keeps it beside the one that takes its place")]
    OnlyOnServer,
    /// The password of the database server cannot be read.
    #[error(transparent)]
    Password(#[from] KeySecretError),
    /// What should be put back is no database of this program.
    #[error("{} cannot be put back: {reason}. Name a file that `haetae db backup` wrote", path.display())]
    NoBackup {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        reason: String,
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

impl StoreError {
    /// The same for another request that was part of what failed.
    pub(super) fn for_another(&self) -> Self {
        match self {
            Self::Unavailable(reason) => Self::Unavailable(reason.to_string().into()),
            Self::Damaged(what) => Self::Damaged(what.clone()),
            error => Self::Unavailable(error.to_string().into()),
        }
    }
}
