//! Reads the text of a QR code out of a camera frame or a picture.

mod attempts;
mod grey;
#[cfg(test)]
mod tests;

use wasm_bindgen::prelude::*;

use crate::problem::Problem;
use grey::Grey;

/// Reads codes. It knows how many frames it has seen, so that what takes longer is tried with some of them only.
#[wasm_bindgen]
#[derive(Default)]
pub struct Decoder {
    frames: u32,
}

#[wasm_bindgen]
impl Decoder {
    /// A decoder that has seen nothing.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The text of the code in a frame, one of many that a camera gives: what one misses the next may have. Rows are `stride`
    /// bytes apart, of one byte of grey or of four of red, green, blue and opacity.
    ///
    /// # Errors
    ///
    /// If there are fewer bytes than the sides say.
    #[wasm_bindgen(js_name = readFrame)]
    pub fn read_frame(
        &mut self,
        data: &[u8],
        width: u32,
        height: u32,
        stride: u32,
        rgba: bool,
    ) -> Result<Option<String>, JsError> {
        let grey = Grey::of(data, width, height, stride, rgba)?;
        self.frames = self.frames.wrapping_add(1);
        Ok(attempts::frame(&grey, self.frames))
    }

    /// The text of the code in a picture, the only one there is: everything is tried.
    ///
    /// # Errors
    ///
    /// If there are fewer bytes than the sides say.
    #[wasm_bindgen(js_name = readPicture)]
    pub fn read_picture(
        &self,
        data: &[u8],
        width: u32,
        height: u32,
        stride: u32,
        rgba: bool,
    ) -> Result<Option<String>, JsError> {
        Ok(attempts::picture(&Grey::of(data, width, height, stride, rgba)?))
    }
}

/// The most pixels on a side: the reader counts runs of pixels in 16 bits.
const MAX_SIDE: u32 = 32_767;

/// Whether a frame can be looked at.
fn require_whole(bytes: usize, width: u32, height: u32, stride: u32, pixel: u32) -> Result<(), Problem> {
    let fits = (1..=MAX_SIDE).contains(&width)
        && (1..=MAX_SIDE).contains(&height)
        && u64::from(width) * u64::from(pixel) <= u64::from(stride)
        && u64::from(stride) * u64::from(height - 1) + u64::from(width) * u64::from(pixel) <= bytes as u64;
    if fits { Ok(()) } else { Err(Problem::Frame { width, height, bytes }) }
}
