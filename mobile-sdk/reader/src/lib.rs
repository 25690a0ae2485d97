//! Reads the text of a QR code out of camera frames and pictures. What takes the time (greys, black and white, the
//! search for finder patterns) is done here, what takes the knowledge (the grid of modules,
//! the correction of errors) by `rxing`.
//!
//! Whatever a picture shows, reading it ends soon, and without a panic.

mod attempts;
mod black_and_white;
mod code;
mod file_kind;
mod finder;
mod grey;
mod lanes;
mod texts;
mod threshold;
mod triples;

pub use file_kind::{FILE_KIND_BYTES, FileKind};
pub use grey::{Grey, NotAFrame};
pub use texts::Preferred;

use texts::Texts;

/// The text of the code in a frame, one of many that a camera gives: what one misses the next may have. Of several
/// codes a preferred one is taken, another only where there is none.
#[must_use]
pub fn read_frame(grey: &Grey<'_>, preferred: Preferred<'_>) -> Option<String> {
    let mut texts = Texts::one(preferred);
    attempts::frame(grey, &mut texts);
    texts.into_one()
}

/// The text of the code in a picture, the only one there is: everything is tried. Of several codes as above.
#[must_use]
pub fn read_picture(grey: &Grey<'_>, preferred: Preferred<'_>) -> Option<String> {
    let mut texts = Texts::one(preferred);
    attempts::picture(grey, &mut texts);
    texts.into_one()
}

/// The texts of the codes in a picture, each once, of several as many as can be read in one go. No order is promised.
#[must_use]
pub fn read_every(grey: &Grey<'_>) -> Vec<String> {
    let mut texts = Texts::every();
    attempts::picture(grey, &mut texts);
    texts.into_found()
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;
