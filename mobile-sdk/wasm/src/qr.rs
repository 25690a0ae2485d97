use alloc::vec::Vec;

use haetae_core::qr::{Level, Matrix as CoreMatrix};
use wasm_bindgen::prelude::*;

use crate::problem::Problem;

/// A QR code: a square of dark and light modules, without its quiet zone of 4.
#[wasm_bindgen]
pub struct Matrix(CoreMatrix);

#[wasm_bindgen]
impl Matrix {
    /// Modules on each side.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// The modules, row by row: 1 is dark.
    #[wasm_bindgen(getter)]
    pub fn modules(&self) -> Vec<u8> {
        self.0.modules().to_vec()
    }
}

/// The smallest code of error correction M that holds `text` in the alphanumeric mode, as the service draws it (wire
/// format, section 2).
///
/// # Errors
///
/// If the text has another character, or is longer than 3,391.
#[wasm_bindgen]
pub fn qr(text: &str) -> Result<Matrix, JsError> {
    Ok(CoreMatrix::of(text, Level::M).map(Matrix).map_err(Problem::Qr)?)
}
