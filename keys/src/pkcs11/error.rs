use std::path::PathBuf;

use cryptoki::error::Error;

/// Why a token could not be used.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TokenError {
    /// The library does not load, or does not start.
    #[error("the PKCS#11 module {} cannot be used: {reason}", path.display())]
    Module {
        /// The shared library.
        path: PathBuf,
        /// The library's error.
        reason: String,
    },
    /// No slot holds the token.
    #[error("the token {0} is not there")]
    Absent(String),
    /// Several tokens have the same label.
    #[error("there are several tokens named {0}: give each a label of its own")]
    Ambiguous(String),
    /// It refused the PIN. The PIN is not tried again: after a few wrong ones a token locks itself.
    #[error("the token {token} refused the PIN ({reason}); it is not tried again before a restart")]
    Pin {
        /// The token's label.
        token: String,
        /// The token's answer.
        reason: String,
    },
    /// A call failed.
    #[error("the token answered {0}")]
    Call(String),
    /// There is no private key with this id any more.
    #[error("the token does not hold this key any more")]
    Gone,
    /// It signed with another key than the one that was asked for.
    #[error("the token's signature is not by the key that its id names")]
    OtherKey,
}

impl From<Error> for TokenError {
    /// The short name of an answer, `TokenNotPresent in OpenSession` for instance: the long texts explain what a caller
    /// knows.
    fn from(error: Error) -> Self {
        Self::Call(match error {
            Error::Pkcs11(answer, function) => format!("{answer:?} in {function:?}"),
            other => other.to_string(),
        })
    }
}
