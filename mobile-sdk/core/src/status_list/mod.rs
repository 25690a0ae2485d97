//! Status lists (section 6): which passes of a day are revoked, as IETF Token Status Lists in exactly one form.

mod bits;
mod token;

pub use bits::StatusBits;
pub(crate) use token::SignedStatusList;
pub use token::StatusListClaims;

/// The most bytes that a status list may unpack to.
pub const MAX_UNPACKED_BYTES: usize = 33_554_432;
