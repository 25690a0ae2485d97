//! Custody of Haetae's secrets: signing keys, the calendar that says which of them is due, the keys of the status
//! index, and the ceremony that makes the first keys. Private keys are handled only here; `haetae-core` prepares the
//! bytes that they sign.
//!
//! Neither the clock nor the system's random numbers are read here: both are arguments.

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod calendar;
pub mod ceremony;
mod composite;
mod custody;
mod key_ring;
pub mod memory;
mod passphrase;
#[cfg(feature = "pkcs11")]
mod pkcs11;
pub mod planning;
mod private_file;
mod random;
mod sealed;
mod status_index;
mod status_keys;
mod transfer;

pub use calendar::{IssuingKey, KeyCalendar, PassKind};
pub use composite::{CompositeCustody, HeldTwice};
pub use custody::{Custody, CustodyError};
pub use key_ring::{KeyRing, OpenError};
pub use passphrase::{MIN_PASSPHRASE, Passphrase, PassphraseError, Work};
#[cfg(feature = "pkcs11")]
pub use pkcs11::{TokenCustody, TokenError};
pub use private_file::{FileError, read_secret_line};
pub use random::{Random, RandomUnavailable};
pub use sealed::{SealedError, SealedFolder, UnlockedFolder};
pub use status_index::{SerialBits, SerialOutOfRange, StatusIndexCipher};
pub use status_keys::{StatusKey, StatusKeys, StatusKeysError};
pub use transfer::{NodeKeys, NodeKeysError, TransferError, TransferIdentity, TransferRecipient};
