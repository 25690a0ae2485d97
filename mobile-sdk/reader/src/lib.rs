//! Reads the text of a QR code out of camera frames and pictures. What takes the time (greys, black and white, the search for
//! finder patterns) is done here, what takes the knowledge (the grid of modules, the correction of errors) by `rxing`.
//!
//! Whatever a picture shows, reading it ends soon, and without a panic.

mod attempts;
mod black_and_white;
mod code;
mod finder;
mod grey;
mod lanes;
mod threshold;
mod triples;

pub use grey::{Grey, NotAFrame};

/// The text of the code in a frame, one of many that a camera gives: what one misses the next may have.
#[must_use]
pub fn read_frame(grey: &Grey<'_>) -> Option<String> {
    attempts::frame(grey, 1).pop()
}

/// The text of the code in a picture, the only one there is: everything is tried.
#[must_use]
pub fn read_picture(grey: &Grey<'_>) -> Option<String> {
    attempts::picture(grey, 1).pop()
}

/// The texts of the codes in a picture, each once, of several as many as can be read in one go. No order is promised.
#[must_use]
pub fn read_every(grey: &Grey<'_>) -> Vec<String> {
    attempts::picture(grey, usize::MAX)
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
