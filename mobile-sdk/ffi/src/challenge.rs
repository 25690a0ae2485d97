use haetae_core::Challenge;

use crate::error::CoreError;

/// The text of a challenge (`HQ1:`) that a venue shows: of 8 to 16 random bytes. Fails if there are more or fewer.
#[uniffi::export]
pub fn challenge_text(bytes: Vec<u8>) -> Result<String, CoreError> {
    Ok(from_bytes(&bytes)?.text())
}

/// Whether a text is a venue's challenge.
#[uniffi::export]
pub fn is_challenge(text: &str) -> bool {
    Challenge::parse(text).is_some()
}

/// A challenge from its random bytes.
pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Challenge, CoreError> {
    Challenge::new(bytes).ok_or(CoreError::Challenge)
}

/// A challenge from the text that a phone has scanned.
pub(crate) fn from_text(text: &str) -> Result<Challenge, CoreError> {
    Challenge::parse(text).ok_or(CoreError::Challenge)
}
