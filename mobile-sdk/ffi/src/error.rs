use haetae_core::{MAX_CHALLENGE_BYTES, MIN_CHALLENGE_BYTES};

/// Why an argument cannot be used. The message is a sentence that says what is wrong; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum CoreError {
    /// The pinned roots are no root set in JSON.
    #[error("the roots are not a root set: {0}")]
    Roots(String),
    /// The bytes are no snapshot of a scanner: start again from the pinned roots.
    #[error("the bytes are no snapshot of a scanner")]
    Snapshot,
    /// A time that is not from 1970 to 9999.
    #[error("a time is a number of seconds since 1970, up to the year 9999, and not {0}")]
    Time(i64),
    /// A text that is no civil day from 1900 to 9999.
    #[error("a day is YYYY-MM-DD, from the year 1900 to the year 9999, and not {0:?}")]
    Day(String),
    /// A challenge of another length, or a text that is none.
    #[error("a challenge is {MIN_CHALLENGE_BYTES} to {MAX_CHALLENGE_BYTES} bytes, or its text")]
    Challenge,
    /// The text is no pass that a phone can present.
    #[error("the text is not a pass that can be presented: {0}")]
    Pass(String),
    /// A public key that cannot be read, or is none of the format.
    #[error("the holder keys are not public keys of the format: {0}")]
    Jwk(String),
    /// A signature of another length.
    #[error("a signature has 64 bytes, not {0}")]
    Signature(u64),
    /// A hash that is not 64 hexadecimal digits.
    #[error("a file is named by 64 hexadecimal digits")]
    Hash,
    /// A text that no QR code can show.
    #[error("no QR code can show this text: {0}")]
    Text(String),
    /// A number of bytes below 0.
    #[error("a number of bytes is at least 0, and not {0}")]
    Size(i64),
    /// A number of seconds to wait that is below 0.
    #[error("a service asks for at least 0 seconds of pause, and not {0}")]
    RetryAfter(i64),
    /// The bytes are no notice of the waiting room.
    #[error("this is no notice of the waiting room: {0}")]
    Notice(String),
    /// The text has not the form of a ticket.
    #[error("{0}")]
    Ticket(String),
    /// A picture that has not as many pixels as its sides say.
    #[error("a picture of {width} x {height} pixels has not {bytes} bytes")]
    Picture {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
        /// What was given.
        bytes: u64,
    },
}
