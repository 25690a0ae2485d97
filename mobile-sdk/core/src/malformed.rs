//! The one error of every decoder of the format.

use core::fmt;

/// Bytes that are not an object of the format. Says what was expected, for people who debug an issuer;
/// no verdict depends on the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed: {}", self.0)
    }
}

impl core::error::Error for Malformed {}
