//! Draws QR codes as SVG, PNG and terminal text, and a paper pass as a printable PDF (wire format, section 2).

mod fonts;
mod gif;
pub mod pdf;
mod png;
mod sheet;
pub mod specimens;
mod svg;
mod terminal;
pub mod text;

use haetae_core::qr::{Level, Matrix, NoQrCode};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use gif::to_gif;
pub use png::Scale;
pub use terminal::Palette;

/// White modules on each side of a code, as ISO/IEC 18004 asks for.
pub const QUIET_ZONE: u16 = 4;

/// How much of a code may be dirty or torn: about 7 % (L), 15 % (M), 25 % (Q), 30 % (H). `M` is usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorCorrection {
    /// About 7 %.
    #[serde(alias = "l")]
    L,
    /// About 15 %.
    #[default]
    #[serde(alias = "m")]
    M,
    /// About 25 %.
    #[serde(alias = "q")]
    Q,
    /// About 30 %.
    #[serde(alias = "h")]
    H,
}

impl ErrorCorrection {
    const fn level(self) -> Level {
        match self {
            Self::L => Level::L,
            Self::M => Level::M,
            Self::Q => Level::Q,
            Self::H => Level::H,
        }
    }
}

/// Why something cannot be drawn.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RenderError {
    /// A pass is written in the alphanumeric mode, which has no other characters.
    #[error("the text cannot be a pass: a code holds only the characters 0-9 A-Z and space $ % * + - . / :")]
    NotAlphanumeric,
    /// The text is too long for any version of QR.
    #[error("a text of {length} characters is too long for one code with error correction {correction:?}")]
    TooLong {
        /// Characters in the text.
        length: usize,
        /// The error correction that was asked for.
        correction: ErrorCorrection,
    },
    /// A picture would be too small or too large.
    #[error("{0} pixels a module: a picture can have {min} to {max}", min = Scale::MIN, max = Scale::MAX)]
    Scale(u32),
    /// The PNG encoder failed.
    #[error("the PNG cannot be written: {0}")]
    Png(String),
    /// The GIF encoder failed, or the codes make no animation.
    #[error("the GIF cannot be written: {0}")]
    Gif(String),
    /// The PDF library refused the document or a font.
    #[error("the PDF cannot be written: {0}")]
    Pdf(String),
}

/// A text as a QR code: a square of dark and light modules, without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    dark: Vec<bool>,
    version: u16,
}

impl QrCode {
    /// The smallest code that holds `text` in the alphanumeric mode. Fails if the text has a character that this
    /// mode lacks, or is longer than version 40 can hold (3,391 characters with `M`).
    pub fn new(text: &str, correction: ErrorCorrection) -> Result<Self, RenderError> {
        let matrix = Matrix::of(text, correction.level()).map_err(|error| match error {
            NoQrCode::Character => RenderError::NotAlphanumeric,
            NoQrCode::TooLong => RenderError::TooLong { length: text.len(), correction },
        })?;
        Ok(Self::of(&matrix))
    }

    /// The smallest code that holds an address, in the byte mode: any camera app opens it. Fails if the address is
    /// longer than version 40 can hold.
    pub fn of_link(link: &str, correction: ErrorCorrection) -> Result<Self, RenderError> {
        let matrix = Matrix::of_bytes(link.as_bytes(), correction.level());
        let matrix = matrix.map_err(|_| RenderError::TooLong { length: link.len(), correction })?;
        Ok(Self::of(&matrix))
    }

    fn of(matrix: &Matrix) -> Self {
        let dark = matrix.modules().iter().map(|module| *module == 1).collect();
        let width = u16::try_from(matrix.width()).unwrap_or(u16::MAX);
        Self { dark, version: width.saturating_sub(17) / 4 }
    }

    /// The version, 1 to 40: a code of version v has 17 + 4v modules on each side.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// The number of modules on each side, without the quiet zone.
    pub const fn width(&self) -> u16 {
        17 + 4 * self.version
    }

    /// The rows from the top, each from the left; `true` is dark.
    pub fn modules(&self) -> impl ExactSizeIterator<Item = &[bool]> + Clone {
        self.dark.chunks_exact(usize::from(self.width()))
    }

    /// Whether a module is dark; everything outside the code is light.
    fn is_dark(&self, row: i32, column: i32) -> bool {
        let width = i32::from(self.width());
        let inside = (0..width).contains(&row) && (0..width).contains(&column);
        inside && usize::try_from(row * width + column).is_ok_and(|at| self.dark.get(at) == Some(&true))
    }

    /// The horizontal runs of dark modules, row by row: what vector formats draw.
    fn runs(&self) -> impl Iterator<Item = Run> {
        (0_u16..).zip(self.modules()).flat_map(|(row, modules)| {
            let mut column = 0;
            modules.chunk_by(|left, right| left == right).filter_map(move |chunk| {
                let start = column;
                let length = u16::try_from(chunk.len()).unwrap_or(u16::MAX);
                column += length;
                (chunk.first() == Some(&true)).then_some(Run { row, column: start, length })
            })
        })
    }
}

/// Dark modules side by side.
#[derive(Clone, Copy, Debug)]
struct Run {
    row: u16,
    column: u16,
    length: u16,
}

#[cfg(test)]
mod tests;
