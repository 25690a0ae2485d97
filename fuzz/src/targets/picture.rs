//! A picture that somebody sends instead of showing a code.

use haetae::scan::read_code;

use crate::{Target, repository};

/// No QR code holds more: 2,953 bytes, each of which may be a character of three bytes.
const LONGEST_TEXT: usize = 3 * 2_953;

pub(super) const TARGET: Target = Target {
    name: "picture",
    promise: "a picture gives a text that fits into a code, or none",
    run,
    seeds: || repository::files("tests/data/pictures", &[".png", ".jpg", ".heic"]),
    rounds: 60,
};

fn run(input: &[u8]) {
    if let Ok(Some(text)) = read_code(input) {
        assert!(text.len() <= LONGEST_TEXT, "{} bytes", text.len());
    }
}
