//! From finder patterns to the text.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult as _};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FinderPatternSet, SampleQR};

use crate::black_and_white::BlackAndWhite;
use crate::finder::finder_patterns;
use crate::texts::Texts;
use crate::triples::triples;

/// The most finder patterns that are looked for; a code has three.
const MAX_FINDER_PATTERNS: usize = 100;
/// The most triples of them that are tried, the likeliest first. Each takes up to a millisecond, and a picture tiled
/// with finder patterns has thousands. Those of codes that were read do not count.
const MAX_TRIPLES: usize = 60;

/// Looks for codes, until a preferred one is read.
/// Returns whether there are finder patterns that belong to no code that was read.
pub(crate) fn find(picture: &BlackAndWhite, texts: &mut Texts<'_>) -> bool {
    let patterns = finder_patterns(picture, MAX_FINDER_PATTERNS);
    let Some(matrix) = picture.matrix().filter(|_| !patterns.is_empty()) else { return false };
    let mut left = patterns.len();
    let mut read: Vec<ConcentricPattern> = Vec::new();
    let mut tried = 0;
    for triple in triples(patterns) {
        let corners = [triple.bl, triple.tl, triple.tr];
        if corners.iter().any(|corner| read.contains(corner)) {
            continue;
        }
        tried += 1;
        if tried > MAX_TRIPLES {
            break;
        }
        let Some(text) = text_between(matrix, triple) else { continue };
        texts.add(text);
        if texts.has_preferred() {
            break;
        }
        read.extend(corners);
        left -= corners.len();
    }
    left > 0
}

/// The text of the code that has these three finder patterns.
fn text_between(matrix: &BitMatrix, triple: FinderPatternSet) -> Option<String> {
    let modules = SampleQR(matrix, &triple).ok()?;
    let decoded = Decode(modules.getBits()).ok().filter(|decoded| decoded.isValid())?;
    Some(text_of(decoded.content().bytes()))
}

/// The bytes as text. What a code says about its characters is passed over: passes and challenges are plain ASCII, and
/// whatever else a code may hold is no pass in any alphabet.
fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}
