//! A code as a PNG picture.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

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
    /// A grey PNG, black on white with its quiet zone. The same code gives the same bytes.
    pub fn to_png(&self, scale: Scale) -> Result<Vec<u8>, RenderError> {
        let side = u32::from(self.picture_side(scale));
        let pixels = self.pixels(scale);
        let mut png = Vec::new();
        PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::NoFilter)
            .write_image(&pixels, side, side, ExtendedColorType::L8)
            .map_err(|error| RenderError::Png(error.to_string()))?;
        Ok(png)
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
