//! A code as text for a terminal.

use super::{QUIET_ZONE, QrCode};

/// The means that a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// ANSI colours: black on white, whatever the terminal's own colours are. For a terminal.
    Colours,
    /// Characters only: dark modules are two full blocks, light ones two spaces, which is right where text is dark on
    /// light. For files and pipes.
    Plain,
}

// Colours 16 and 231 of the 256: black and white, which no theme redefines.
const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
const RESET: &str = "\u{1b}[0m";

impl QrCode {
    /// Lines of text with the quiet zone. With [`Palette::Colours`] a line shows two rows of modules as half blocks.
    pub fn to_terminal(&self, palette: Palette) -> String {
        let quiet = i32::from(QUIET_ZONE);
        let span = -quiet..i32::from(self.width()) + quiet;
        let mut text = String::new();
        match palette {
            Palette::Colours => {
                for row in span.clone().step_by(2) {
                    text.push_str(BLACK_ON_WHITE);
                    text.extend(span.clone().map(|column| {
                        match (self.is_dark(row, column), self.is_dark(row + 1, column)) {
                            (true, true) => '█',
                            (true, false) => '▀',
                            (false, true) => '▄',
                            (false, false) => ' ',
                        }
                    }));
                    text.push_str(RESET);
                    text.push('\n');
                }
            }
            Palette::Plain => {
                for row in span.clone() {
                    text.extend(span.clone().map(|column| if self.is_dark(row, column) { "██" } else { "  " }));
                    text.push('\n');
                }
            }
        }
        text
    }
}
