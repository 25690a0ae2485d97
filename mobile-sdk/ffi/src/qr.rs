use haetae_core::qr::{Level, Matrix as CoreMatrix};

use crate::error::CoreError;

/// A QR code: a square of dark and light modules, without its quiet zone of 4.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Matrix {
    /// Modules on each side.
    pub size: u32,
    /// The modules, row by row: 1 is dark.
    pub modules: Vec<u8>,
}

/// The smallest QR code of error correction M that holds a text in the alphanumeric mode, as the service draws it.
/// Fails if the text has another character, or is longer than 3,391.
#[uniffi::export]
pub fn qr(text: &str) -> Result<Matrix, CoreError> {
    let code = CoreMatrix::of(text, Level::M).map_err(|reason| CoreError::Text(reason.to_string()))?;
    let size = u32::try_from(code.width()).unwrap_or(u32::MAX);
    Ok(Matrix { size, modules: code.modules().to_vec() })
}
