use qrcode::bits::Bits;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, Version};
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

/// The smallest code of error correction M that holds `text` in the alphanumeric mode, as the service draws it (wire format,
/// section 2).
///
/// # Errors
///
/// If the text has another character, or is longer than 3,391.
#[wasm_bindgen]
pub fn qr(text: &str) -> Result<Matrix, JsError> {
    Ok(matrix(text)?)
}

fn matrix(text: &str) -> Result<Matrix, Problem> {
    for version in 1..=40 {
        match drawn(text, Version::Normal(version)) {
            Ok(code) => {
                let dark = |color: Color| u8::from(color == Color::Dark);
                return Ok(Matrix { width: code.width(), dark: code.into_colors().into_iter().map(dark).collect() });
            }
            Err(QrError::DataTooLong) => {}
            Err(other) => return Err(Problem::Qr(other.to_string())),
        }
    }
    Err(Problem::Qr("it is too long".to_owned()))
}

fn drawn(text: &str, version: Version) -> Result<qrcode::QrCode, QrError> {
    if !text.bytes().all(is_alphanumeric) {
        return Err(QrError::InvalidCharacter);
    }
    let mut bits = Bits::new(version);
    // Not the library's automatic choice, which would write long numbers in another mode: the size of a code then
    // depends on its length alone.
    bits.push_alphanumeric_data(text.as_bytes())?;
    bits.push_terminator(EcLevel::M)?;
    qrcode::QrCode::with_bits(bits, EcLevel::M)
}

const fn is_alphanumeric(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b' ' | b'$' | b'%' | b'*' | b'+' | b'-' | b'.' | b'/' | b':')
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
