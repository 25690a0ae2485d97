//! Conversions that Rust leaves to whoever knows the range.

/// Whole microseconds of `seconds`; 0 below, and at most `u64::MAX`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, which is what is wanted")]
pub fn micros(seconds: f64) -> u64 {
    (seconds * 1_000_000.0) as u64
}

/// A number as a place of a plot. What is counted here is far below 2^53.
pub fn float(number: u64) -> f64 {
    number as f64
}

/// A number as the length or place of a list.
pub fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
