//! A code as an SVG document.

use std::fmt::Write as _;

use super::{QUIET_ZONE, QrCode};

impl QrCode {
    /// An SVG document, black on white with its quiet zone. `title` is the text for screen readers and may be any text;
    /// `pixels` is the width and height of the picture, without it the picture fills the space that it gets.
    pub fn to_svg(&self, title: &str, pixels: Option<u32>) -> String {
        let side = self.width() + 2 * QUIET_ZONE;
        let size = pixels.map(|pixels| format!(" width=\"{pixels}\" height=\"{pixels}\"")).unwrap_or_default();
        let title = escaped(title);
        let path = self.path();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"{size} role=\"img\" \
             shape-rendering=\"crispEdges\"><title>{title}</title><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\"{path}\"/></svg>\n"
        )
    }

    /// One path of horizontal runs. Relative moves keep it short: a run ends where its closing `z` goes back to, at its
    /// own beginning.
    fn path(&self) -> String {
        let mut path = format!("M{QUIET_ZONE} {QUIET_ZONE}");
        let (mut row, mut column) = (0, 0);
        for run in self.runs() {
            let right = i32::from(run.column) - column;
            let down = i32::from(run.row) - row;
            // Writing to a String does not fail.
            let _ = write!(path, "m{right} {down}h{0}v1h-{0}z", run.length);
            (row, column) = (i32::from(run.row), i32::from(run.column));
        }
        path
    }
}

/// Text as XML character data. Characters that XML 1.0 does not have become U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => escaped.push(char::REPLACEMENT_CHARACTER),
            other => escaped.push(other),
        }
    }
    escaped
}
