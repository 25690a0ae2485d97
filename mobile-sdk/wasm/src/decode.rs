//! Reads the text of a QR code out of a camera frame or a picture. Of several codes one of ours is taken, another only
//! where there is none.

use alloc::borrow::ToOwned as _;
use alloc::string::String;

use haetae_core::is_ours;
use haetae_reader::{FileKind, Grey};
use wasm_bindgen::prelude::*;

use crate::problem::Problem;

/// The text of the code in a frame, one of many that a camera gives: what one misses the next may have. Rows are
/// `stride` bytes apart, of one byte of grey or of four of red, green, blue and opacity.
///
/// # Errors
///
/// If there are fewer bytes than the sides say.
#[wasm_bindgen(js_name = readFrame)]
pub fn read_frame(data: &[u8], width: u32, height: u32, stride: u32, rgba: bool) -> Result<Option<String>, JsError> {
    Ok(haetae_reader::read_frame(&greys(data, width, height, stride, rgba)?, &is_ours))
}

/// The text of the code in a picture, the only one there is: everything is tried.
///
/// # Errors
///
/// If there are fewer bytes than the sides say.
#[wasm_bindgen(js_name = readPicture)]
pub fn read_picture(data: &[u8], width: u32, height: u32, stride: u32, rgba: bool) -> Result<Option<String>, JsError> {
    Ok(haetae_reader::read_picture(&greys(data, width, height, stride, rgba)?, &is_ours))
}

/// The name of a file's kind (`PNG`, `HEIC`, `PDF` and so on) by its first 1,024 bytes; `undefined` where nothing is
/// known of it.
#[must_use]
#[wasm_bindgen(js_name = fileKind)]
pub fn file_kind(bytes: &[u8]) -> Option<String> {
    FileKind::of(bytes).map(|kind| kind.name().to_owned())
}

fn greys(data: &[u8], width: u32, height: u32, stride: u32, rgba: bool) -> Result<Grey<'_>, Problem> {
    Grey::of(data, width, height, stride, rgba).map_err(|_| Problem::Frame { width, height, bytes: data.len() })
}
