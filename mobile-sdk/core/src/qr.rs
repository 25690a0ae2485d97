//! The QR code of a text, as section 2 wants it: error correction M, one segment in the alphanumeric mode.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use qrcodegen_no_heap::{QrCode, QrCodeEcc, QrSegment, QrSegmentMode, Version};

/// A QR code: a square of dark and light modules, without its quiet zone of 4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    width: usize,
    modules: Vec<u8>,
}

/// Why no QR code can show a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoQrCode {
    /// It has a character outside the alphanumeric mode.
    Character,
    /// It is longer than 3,391 characters.
    TooLong,
}

impl Matrix {
    /// The smallest code of error correction M that holds `text` in the alphanumeric mode, as the service draws it.
    ///
    /// # Errors
    ///
    /// [`NoQrCode`] where the text has another character, or is longer than 3,391.
    pub fn of(text: &str) -> Result<Self, NoQrCode> {
        if !QrSegment::is_alphanumeric(text) {
            return Err(NoQrCode::Character);
        }
        let packed = QrSegment::calc_buffer_size(QrSegmentMode::Alphanumeric, text.len()).ok_or(NoQrCode::TooLong)?;
        // What is packed is used up before its place is needed for drawing.
        let mut first = vec![0; packed.max(Version::MAX.buffer_len())];
        let mut second = vec![0; Version::MAX.buffer_len()];
        // Not the library's automatic choice, which would write long numbers in another mode: the size of a code then
        // depends on its length alone.
        let segment = QrSegment::make_alphanumeric(text, &mut first);
        let (codewords, level, version) = QrCode::encode_segments_to_codewords(
            &[segment],
            &mut second,
            QrCodeEcc::Medium,
            Version::MIN,
            Version::MAX,
            false,
        )
        .map_err(|_| NoQrCode::TooLong)?;
        let code = QrCode::encode_codewords(&mut second, codewords, &mut first, level, version, None);
        let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let modules = places.map(|(x, y)| u8::from(code.get_module(x, y))).collect();
        Ok(Self { width: code.size().unsigned_abs() as usize, modules })
    }

    /// Modules on each side.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The modules, row by row: 1 is dark.
    pub fn modules(&self) -> &[u8] {
        &self.modules
    }
}

impl fmt::Display for NoQrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Character => "it has other characters than 0-9, A-Z, space and $%*+-./:",
            Self::TooLong => "it is too long",
        })
    }
}

impl core::error::Error for NoQrCode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_presentation_of_419_characters_takes_version_12() {
        let code = Matrix::of(&"A".repeat(419)).expect("a code");
        assert_eq!((code.width(), code.modules().len()), (65, 65 * 65));
        assert_eq!(Matrix::of(&"A".repeat(420)).expect("a code").width(), 69);
    }

    #[test]
    fn what_no_code_can_show_is_refused() {
        for text in ["a", "한"] {
            assert_eq!(Matrix::of(text), Err(NoQrCode::Character), "{text}");
        }
        assert_eq!(Matrix::of(&"A".repeat(3_392)), Err(NoQrCode::TooLong));
    }
}
