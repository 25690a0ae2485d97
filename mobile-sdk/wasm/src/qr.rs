use alloc::vec;
use alloc::vec::Vec;

use qrcodegen_no_heap::{QrCode, QrCodeEcc, QrSegment, QrSegmentMode, Version};
use wasm_bindgen::prelude::*;

use crate::problem::Problem;

/// A QR code: a square of dark and light modules, without its quiet zone of 4.
#[wasm_bindgen]
pub struct Matrix {
    dark: Vec<u8>,
    width: usize,
}

#[wasm_bindgen]
impl Matrix {
    /// Modules on each side.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The modules, row by row: 1 is dark.
    #[wasm_bindgen(getter)]
    pub fn modules(&self) -> Vec<u8> {
        self.dark.clone()
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
    Ok(matrix(text)?)
}

fn matrix(text: &str) -> Result<Matrix, Problem> {
    if !QrSegment::is_alphanumeric(text) {
        return Err(Problem::Qr("it has other characters than 0-9, A-Z, space and $%*+-./:"));
    }
    const TOO_LONG: Problem = Problem::Qr("it is too long");
    let packed = QrSegment::calc_buffer_size(QrSegmentMode::Alphanumeric, text.len()).ok_or(TOO_LONG)?;
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
    .map_err(|_| TOO_LONG)?;
    let code = QrCode::encode_codewords(&mut second, codewords, &mut first, level, version, None);
    let places = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = places.map(|(x, y)| u8::from(code.get_module(x, y))).collect();
    Ok(Matrix { dark, width: code.size().unsigned_abs() as usize })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_presentation_of_419_characters_takes_version_12() {
        let code = matrix(&"A".repeat(419)).expect("a code");
        assert_eq!((code.width, code.dark.len()), (65, 65 * 65));
        assert_eq!(matrix(&"A".repeat(420)).expect("a code").width, 69);
    }

    #[test]
    fn what_no_code_can_show_is_refused() {
        for refused in ["a".to_owned(), "한".to_owned(), "A".repeat(3_392)] {
            assert!(matches!(matrix(&refused), Err(Problem::Qr(_))), "{refused}");
        }
    }
}
