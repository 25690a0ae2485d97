//! Recognises the encoding of a file.

use super::{Encoding, korean};

/// UTF-16 at the beginning of a file, with its byte order mark or without: each second byte of what begins CSV or JSON
/// is zero.
pub(super) fn utf_16(start: &[u8]) -> Option<Encoding> {
    match start {
        // UTF-32 fails later: it is not used in practice.
        [0xFF, 0xFE, 0, 0, ..] => None,
        [0xFF, 0xFE, ..] => Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => Some(Encoding::Utf16Be),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some(Encoding::Utf16Le),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Recognises the encoding by what follows the first byte that is not ASCII.
pub(super) fn recognised(window: &[u8], is_end: bool) -> Result<Encoding, String> {
    match std::str::from_utf8(window) {
        Ok(_) => return Ok(Encoding::Utf8),
        Err(error) if error.error_len().is_none() && !is_end => return Ok(Encoding::Utf8),
        Err(_) => {}
    }
    let mut seen = Seen::default();
    // The window may end in the middle of a character.
    let whole = if is_end { window } else { korean::whole_characters(window) };
    for line in whole.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_ascii()) {
        seen.add(line);
    }
    if seen.is_korean() {
        Ok(Encoding::Cp949)
    } else if seen.utf_8 > 0 {
        // Its bad lines are rejected one by one.
        Ok(Encoding::Utf8)
    } else {
        Err(refusal(window))
    }
}

/// Counts lines by their possible encodings, and the words of those that may be Korean.
#[derive(Default)]
struct Seen {
    utf_8: usize,
    korean: usize,
    neither: usize,
    familiar: usize,
    words: usize,
}

impl Seen {
    fn add(&mut self, line: &[u8]) {
        if std::str::from_utf8(line).is_ok() {
            self.utf_8 += 1;
            return;
        }
        match korean::decoded(line).filter(|text| text.chars().all(korean::may_be_in_korean)) {
            Some(text) => {
                let (familiar, words) = korean::familiar_words(&text);
                self.korean += 1;
                self.familiar += familiar;
                self.words += words;
            }
            None => self.neither += 1,
        }
    }

    /// Other encodings also decode as CP949, into words that are not Korean.
    fn is_korean(&self) -> bool {
        self.korean > 20 * self.neither && self.familiar > 0 && self.familiar * 3 >= self.words * 2
    }
}

fn refusal(window: &[u8]) -> String {
    let seems =
        if is_single_letters(window) { "; it seems to be Western European (Windows-1252 or ISO 8859)" } else { "" };
    format!(
        "this text is neither UTF-8 nor UTF-16 nor Korean CP949{seems}. Save it as UTF-8: \"CSV UTF-8\" in Excel, \
         or `iconv -f ENCODING -t UTF-8`"
    )
}

/// Whether the bytes beyond ASCII are single bytes between letters, as accented letters are.
fn is_single_letters(window: &[u8]) -> bool {
    let mut runs = window.split(u8::is_ascii).map(<[u8]>::len).filter(|&length| length > 0);
    runs.all(|length| length == 1)
}
