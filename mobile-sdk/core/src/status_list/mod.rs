//! Status lists (section 6): which passes of a day are revoked, as IETF Token Status Lists in exactly one form; and the
//! changes beside them, what was revoked since a list was made.

mod bits;
mod changes;
mod inflate;
mod packed;
mod token;
mod unpacked;

pub use bits::{MAX_UNPACKED_BYTES, StatusBits};
pub(crate) use changes::SignedChanges;
pub use changes::{MAX_CHANGES, StatusChanges};
pub(crate) use packed::PackedBits;
pub(crate) use token::SignedStatusList;
pub use token::StatusListClaims;
pub(crate) use unpacked::UnpackedLists;
