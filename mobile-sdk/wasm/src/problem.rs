use alloc::string::String;

#[cfg(feature = "draw")]
use haetae_core::qr::NoQrCode;
use haetae_core::{MAX_CHALLENGE_BYTES, MIN_CHALLENGE_BYTES};
use thiserror::Error;

/// Why an argument cannot be used. It reaches JavaScript as an `Error` with this sentence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// The pinned roots.
    #[error("the roots are not a root set: {0}")]
    Roots(String),
    /// A time that is no number of seconds from 1970 to 9999.
    #[error("a time is a number of seconds since 1970, up to the year 9999")]
    Time,
    /// A number that is no civil day from 1900 to 9999.
    #[error("a day is a number of days since 1970-01-01, from the year 1900 to the year 9999")]
    Day,
    /// The text of a pass that a phone holds.
    #[error("the text is not a pass that can be presented: {0}")]
    Pass(&'static str),
    /// A signature of another length.
    #[error("a signature has 64 bytes, not {0}")]
    Signature(usize),
    /// A challenge of another length, or not one at all.
    #[error("a challenge is {MIN_CHALLENGE_BYTES} to {MAX_CHALLENGE_BYTES} bytes, or its text")]
    Challenge,
    /// A hash that is not 64 hexadecimal digits.
    #[error("a file is named by 64 hexadecimal digits")]
    FileHash,
    /// Public keys that cannot be read.
    #[error("the holder keys are not a list of public keys: {0}")]
    HolderKeys(String),
    /// Bytes that are no notice of the waiting room.
    #[cfg(feature = "queue")]
    #[error("this is no notice of the waiting room: {0}")]
    Notice(String),
    /// A text that has not the form of a ticket.
    #[cfg(feature = "queue")]
    #[error("{0}")]
    Ticket(haetae_core::queue::TicketForm),
    /// A text that no QR code can show.
    #[cfg(feature = "draw")]
    #[error("no QR code can show this text: {0}")]
    Qr(NoQrCode),
    /// Bytes that make no series of codes.
    #[error("this makes no series of codes, which needs {0}")]
    Series(&'static str),
    /// A snapshot that is none. Start again from the pinned roots.
    #[error("the bytes are no snapshot of a scanner")]
    Snapshot,
    /// A frame whose pixels are not as many as its sides say.
    #[error("a frame of {width} x {height} pixels has not {bytes} bytes")]
    Frame {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
        /// What was given.
        bytes: usize,
    },
    /// The core's answer could not be written; it always can.
    #[error("the answer cannot be written as JSON")]
    Json,
}

/// A value as JSON.
#[cfg(any(feature = "check", feature = "series"))]
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|_| Problem::Json)
}
