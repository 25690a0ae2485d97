use haetae_core::Challenge;

use crate::problem::Problem;

/// A challenge from its random bytes.
pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Challenge, Problem> {
    Challenge::new(bytes).ok_or(Problem::Challenge)
}

/// A challenge from the text that a phone has scanned.
#[cfg(feature = "present")]
pub(crate) fn from_text(text: &str) -> Result<Challenge, Problem> {
    Challenge::parse(text).ok_or(Problem::Challenge)
}
