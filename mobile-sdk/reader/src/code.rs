//! From finder patterns to the text.

use rxing::common::DetectorRXingResult as _;
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::SampleQR;

use crate::black_and_white::BlackAndWhite;
use crate::finder::finder_patterns;
use crate::triples::triples;

/// The most finder patterns that are looked for; a code has three.
const MAX_FINDER_PATTERNS: usize = 100;
/// The most triples of them that are tried, the likeliest first. Each takes up to a millisecond, and a picture tiled with finder
/// patterns has thousands.
const MAX_TRIPLES: usize = 60;

/// What was found in a picture.
pub(crate) enum Found {
    /// The texts of codes, each once.
    Texts(Vec<String>),
    /// Something that belongs to a code.
    Traces,
    /// No finder pattern.
    Nothing,
}

impl Found {
    /// The texts, if there are any.
    pub(crate) fn texts(self) -> Vec<String> {
        if let Self::Texts(texts) = self { texts } else { Vec::new() }
    }
}

/// Looks for codes, until so many different ones are read.
pub(crate) fn find(picture: &BlackAndWhite, most: usize) -> Found {
    let Some(matrix) = picture.matrix() else { return Found::Nothing };
    let patterns = finder_patterns(picture, &matrix, MAX_FINDER_PATTERNS);
    if patterns.is_empty() {
        return Found::Nothing;
    }
    let read = |triple| {
        let modules = SampleQR(&matrix, triple).ok()?;
        let decoded = Decode(modules.getBits()).ok().filter(|decoded| decoded.isValid())?;
        Some(text_of(decoded.content().bytes()))
    };
    let mut texts = Vec::new();
    for text in triples(patterns, MAX_TRIPLES).iter().filter_map(read) {
        if !texts.contains(&text) {
            texts.push(text);
        }
        if texts.len() == most {
            break;
        }
    }
    if texts.is_empty() { Found::Traces } else { Found::Texts(texts) }
}

/// The bytes as text. What a code says about its characters is passed over: passes and challenges are plain ASCII, and whatever
/// else a code may hold is no pass in any alphabet.
fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}
