//! Reads the texts of QR codes from pictures: photographs, screenshots, scans of paper.

mod picture;
mod png;

use haetae_core::is_ours;
use haetae_reader::{Grey, read_every, read_picture};
use image::GrayImage;
use thiserror::Error;

pub use picture::MAX_PIXELS;

/// Why a file cannot be searched for a code. A picture without a readable code is not an error.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum ScanError {
    /// Neither a PNG nor a JPEG by its first bytes, but a format with this name.
    #[error("{0} files are not supported: use a PNG or JPEG picture")]
    AnotherKind(&'static str),
    /// An unknown format.
    #[error("the file is neither a PNG nor a JPEG picture")]
    NotAPicture,
    /// Decoding it would take too much memory.
    #[error("the picture is too large: at most {MAX_PIXELS} pixels can be read")]
    TooLarge,
    /// The picture is cut off or broken.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}

/// The text of each code in a PNG or JPEG picture, as far as they can be read, each text once; no text at all is the
/// verdict `unreadable` (wire format, section 10). Fails if the file is not a picture, is too large or damaged.
pub fn read_codes(file: &[u8]) -> Result<Vec<String>, ScanError> {
    Ok(grey(&picture::decode(file)?).map(|grey| read_every(&grey)).unwrap_or_default())
}

/// The text of the code in a picture; `None` if there is none that can be read. Of several codes a Haetae code is
/// preferred. Fails as above.
pub fn read_code(file: &[u8]) -> Result<Option<String>, ScanError> {
    Ok(grey(&picture::decode(file)?).and_then(|grey| read_picture(&grey, &is_ours)))
}

fn grey(picture: &GrayImage) -> Option<Grey<'_>> {
    let (width, height) = picture.dimensions();
    Grey::of(picture.as_raw(), width, height, width, false).ok()
}

#[cfg(test)]
mod tests;
