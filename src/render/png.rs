//! A code as a PNG picture.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

use super::{QUIET_ZONE, QrCode, RenderError};

/// The width and height of a module in pixels: 1 to 32, 8 unless asked otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale(u16);

impl Scale {
    /// The smallest scale.
    pub const MIN: u16 = 1;
    /// The largest scale: the largest code is then a picture of 5,920 x 5,920 pixels.
    pub const MAX: u16 = 32;

    /// Fails outside [`Scale::MIN`] to [`Scale::MAX`].
    pub fn new(pixels: u32) -> Result<Self, RenderError> {
        match u16::try_from(pixels) {
            Ok(pixels @ Self::MIN..=Self::MAX) => Ok(Self(pixels)),
            _ => Err(RenderError::Scale(pixels)),
        }
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self(8)
    }
}

impl QrCode {
    /// A PNG of one bit a pixel, black on white with its quiet zone. The same code gives the same bytes.
    pub fn to_png(&self, scale: Scale) -> Result<Vec<u8>, RenderError> {
        let failed = |error: png::EncodingError| RenderError::Png(error.to_string());
        let side = u32::from(self.picture_side(scale));
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, side, side);
        encoder.set_color(ColorType::Grayscale);
        encoder.set_depth(BitDepth::One);
        // A row that is the same as the one above it takes almost nothing. More effort would save 2 KB, and take twenty
        // times as long.
        encoder.set_compression(Compression::Fast);
        encoder.set_filter(Filter::Up);
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&self.packed_pixels(scale)).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(bytes)
    }

    /// The picture's pixels, eight in a byte, each row from a byte of its own on: 0 for black, 1 for white.
    fn packed_pixels(&self, scale: Scale) -> Vec<u8> {
        let (quiet, width) = (usize::from(QUIET_ZONE), usize::from(scale.0));
        let white = vec![0xFF; usize::from(self.picture_side(scale)).div_ceil(8)];
        let margin = white.repeat(quiet * width);
        let mut pixels = margin.clone();
        for modules in self.modules() {
            let mut row = white.clone();
            for (column, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
                let first = (quiet + column) * width;
                for pixel in first..first + width {
                    row[pixel / 8] &= !(0x80 >> (pixel % 8));
                }
            }
            pixels.extend_from_slice(&row.repeat(width));
        }
        pixels.extend_from_slice(&margin);
        pixels
    }

    /// The width and height of a picture in pixels, with the quiet zone.
    pub(super) const fn picture_side(&self, scale: Scale) -> u16 {
        (self.width() + 2 * QUIET_ZONE) * scale.0
    }

    /// The picture's pixels, row by row: 0 for black, 255 for white.
    pub(super) fn pixels(&self, scale: Scale) -> Vec<u8> {
        let quiet = i32::from(QUIET_ZONE);
        let side = i32::from(self.width()) + quiet;
        let scale_factor = usize::from(scale.0);
        let mut pixels = Vec::new();
        for row in -quiet..side {
            let line: Vec<u8> = (-quiet..side)
                .flat_map(|column| std::iter::repeat_n(if self.is_dark(row, column) { 0 } else { 255 }, scale_factor))
                .collect();
            for _ in 0..scale_factor {
                pixels.extend_from_slice(&line);
            }
        }
        pixels
    }
}
