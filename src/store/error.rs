/// Why a store failed. Nothing of the request has been stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is full, or refuses: a later try may succeed.
    #[error("the store is not available: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
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
