//! The QR code of a text, as section 2 wants it: one segment in the alphanumeric mode, the smallest version that holds
//! it, and the mask with the least penalty of ISO/IEC 18004.

// What they calculate with are the sides of codes, 21 to 125 modules: a test draws every one of them.
#[cfg(not(target_family = "wasm"))]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers")]
mod area;
#[cfg(not(target_family = "wasm"))]
#[expect(clippy::arithmetic_side_effects, reason = "small numbers")]
mod line;
#[cfg(not(target_family = "wasm"))]
#[expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "small numbers, and places below them")]
mod mask;

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

/// How much of a code may be dirty or torn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// About 7 %.
    L,
    /// About 15 %: the usual one.
    #[default]
    M,
    /// About 25 %.
    Q,
    /// About 30 %.
    H,
}

/// Why no QR code can show a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoQrCode {
    /// It has a character outside the alphanumeric mode.
    Character,
    /// It is longer than the largest code holds: 3,391 characters with [`Level::M`].
    TooLong,
}

impl Matrix {
    /// The smallest code that holds `text` in the alphanumeric mode.
    ///
    /// # Errors
    ///
    /// [`NoQrCode`] where the text has another character, or is too long for this level.
    pub fn of(text: &str, level: Level) -> Result<Self, NoQrCode> {
        if !QrSegment::is_alphanumeric(text) {
            return Err(NoQrCode::Character);
        }
        let packed = QrSegment::calc_buffer_size(QrSegmentMode::Alphanumeric, text.len()).ok_or(NoQrCode::TooLong)?;
        // What is packed is used up before its place is needed for drawing.
        let mut first = vec![0; packed.max(Version::MAX.buffer_len())];
        let mut second = vec![0; Version::MAX.buffer_len()];
        // Not the library's automatic choice, which would write long numbers in another mode: the size of a code then
        // depends on its length alone.
        let codewords = Codewords::of(QrSegment::make_alphanumeric(text, &mut first), level, &mut second)?;
        Ok(codewords.drawn(&mut second, &mut first))
    }

    /// The smallest code that holds `bytes` in the byte mode: an address, which any camera opens.
    ///
    /// # Errors
    ///
    /// [`NoQrCode::TooLong`] where they are too many for this level.
    pub fn of_bytes(bytes: &[u8], level: Level) -> Result<Self, NoQrCode> {
        let mut first = vec![0; Version::MAX.buffer_len()];
        let mut second = vec![0; Version::MAX.buffer_len()];
        let codewords = Codewords::of(QrSegment::make_bytes(bytes), level, &mut second)?;
        Ok(codewords.drawn(&mut second, &mut first))
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

/// What a code is made of: data that stand in a buffer, and how they are to be drawn.
#[derive(Clone, Copy)]
struct Codewords {
    length: usize,
    level: QrCodeEcc,
    version: Version,
}

impl Codewords {
    /// Those of one segment, written into `buffer`.
    fn of(segment: QrSegment<'_>, level: Level, buffer: &mut [u8]) -> Result<Self, NoQrCode> {
        let level = match level {
            Level::L => QrCodeEcc::Low,
            Level::M => QrCodeEcc::Medium,
            Level::Q => QrCodeEcc::Quartile,
            Level::H => QrCodeEcc::High,
        };
        let (least, most) = (Version::MIN, Version::MAX);
        let encoded = QrCode::encode_segments_to_codewords(&[segment], buffer, level, least, most, false);
        let (length, level, version) = encoded.map_err(|_| NoQrCode::TooLong)?;
        Ok(Self { length, level, version })
    }

    /// The code, with the mask of the least penalty; `data` holds the data.
    fn drawn(self, data: &mut [u8], scratch: &mut [u8]) -> Matrix {
        let Self { length, level, version } = self;
        // The library weighs the masks module by module. Up to this size a row fits into one number, and all of a row
        // is weighed at once. A page that is fetched over a bad network does without: it draws few codes.
        #[cfg(not(target_family = "wasm"))]
        if usize::from(version.value()) <= area::LAST_VERSION {
            let first = Some(qrcodegen_no_heap::Mask::new(0));
            let code = QrCode::encode_codewords(data, length, scratch, level, version, first);
            return Matrix::of_rows(&mask::best(&code));
        }
        Matrix::of_code(&QrCode::encode_codewords(data, length, scratch, level, version, None))
    }
}

impl Matrix {
    fn of_code(code: &QrCode<'_>) -> Self {
        let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let modules = places.map(|(x, y)| u8::from(code.get_module(x, y))).collect();
        Self { width: code.size().unsigned_abs() as usize, modules }
    }

    #[cfg(not(target_family = "wasm"))]
    fn of_rows(rows: &[u128]) -> Self {
        let modules = rows.iter().flat_map(|row| (0..rows.len()).map(move |x| u8::from(row >> x & 1 == 1)));
        Self { width: rows.len(), modules: modules.collect() }
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
mod tests;
