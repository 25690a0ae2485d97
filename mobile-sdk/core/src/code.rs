//! The text of a QR code (section 2): a prefix that says what it is, and base45.

use alloc::string::String;
use alloc::vec::Vec;

use crate::base45;
use crate::malformed::Malformed;

/// The most bytes of an object in a QR code.
pub const MAX_CODE_BYTES: usize = 2_048;

const PASS_PREFIX: &str = "HT1:";
const PRESENTATION_PREFIX: &str = "HP1:";
const CHALLENGE_PREFIX: &str = "HQ1:";

/// The text that shows a pass as it is: `HT1:`.
pub fn pass_text(pass: &[u8]) -> String {
    text(PASS_PREFIX, pass)
}

/// The text that shows a presentation: `HP1:`.
pub fn presentation_text(presentation: &[u8]) -> String {
    text(PRESENTATION_PREFIX, presentation)
}

/// What the setup link of a scanner has after its address (`https://.../scanner/#setup=...`).
const SETUP_MARK: &str = "/#setup=";

/// Whether a text begins as one of ours does: a pass, a presentation, a challenge, a code of a series, or the setup link of a
/// scanner. Of several codes in view, readers take such a one.
pub fn is_ours(text: &str) -> bool {
    let begins = |prefix| text.starts_with(prefix);
    [PRESENTATION_PREFIX, PASS_PREFIX, CHALLENGE_PREFIX, crate::series::PREFIX].into_iter().any(begins)
        || (begins("https://") || begins("http://")) && text.contains(SETUP_MARK)
}

/// What a code says that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A pass, shown as it is.
    Pass,
    /// A pass wrapped and signed by the phone.
    Presentation,
}

/// A text that holds no object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoCode {
    UnknownFormat,
    Malformed(Malformed),
}

pub(crate) fn read(text: &str) -> Result<(CodeKind, Vec<u8>), NoCode> {
    let (kind, body) = if let Some(body) = text.strip_prefix(PRESENTATION_PREFIX) {
        (CodeKind::Presentation, body)
    } else if let Some(body) = text.strip_prefix(PASS_PREFIX) {
        (CodeKind::Pass, body)
    } else {
        return Err(NoCode::UnknownFormat);
    };
    // Three characters hold two bytes: a longer text cannot hold an object of the allowed size.
    if body.len() > MAX_CODE_BYTES.div_ceil(2).saturating_mul(3) {
        return Err(NoCode::Malformed(Malformed("an object of at most 2,048 bytes")));
    }
    let bytes = base45::decode(body).map_err(|_| NoCode::Malformed(Malformed("base45")))?;
    Ok((kind, bytes))
}

/// What a venue shows so that an answer cannot have been signed before: 8 to 16 random bytes (section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge(Vec<u8>);

impl Challenge {
    /// `None` unless there are 8 to 16 bytes. They must be random; the core has no random numbers.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (8..=16).contains(&bytes.len()).then(|| Self(bytes.to_vec()))
    }

    /// Reads a challenge text as a phone scans it: `HQ1:`.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(CHALLENGE_PREFIX)?;
        // 16 bytes are 24 characters.
        if body.len() > 24 {
            return None;
        }
        Self::new(&base45::decode(body).ok()?)
    }

    /// Reads the bytes of a challenge in hexadecimal, as tools write them.
    pub fn parse_hex(text: &str) -> Option<Self> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if !rest.is_empty() || pairs.len() > 16 {
            return None;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
        Self::new(&bytes?)
    }

    /// The text that a venue shows: `HQ1:`.
    pub fn text(&self) -> String {
        text(CHALLENGE_PREFIX, &self.0)
    }

    /// The random bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn text(prefix: &str, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(3).div_ceil(2).saturating_add(prefix.len()));
    text.push_str(prefix);
    base45::encode_into(bytes, &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_codes_are_known_by_how_they_begin() {
        for ours in [
            "HP1:0",
            "HT1:",
            "HQ1:ABC",
            "HB1:0",
            "https://pass.example/scanner/#setup=e30",
            "http://10.0.0.7:8080/scanner/#setup=",
        ] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in
            ["", "HC1:6BF", "HT2:0", " HT1:0", "ht1:0", "https://example.com/menu", "ftp://a/#setup=e30", "#setup=e30"]
        {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn challenges_are_8_to_16_bytes_in_either_writing() {
        let challenge = Challenge::parse_hex("FECB06c5e654bf1a").expect("eight bytes");
        assert_eq!(challenge.as_bytes(), [0xfe, 0xcb, 0x06, 0xc5, 0xe6, 0x54, 0xbf, 0x1a]);
        assert_eq!(Challenge::parse(&challenge.text()), Some(challenge));
        for refused in [
            "",
            "fecb06c5e654bf",
            "fecb06c5e654bf1",
            "fecb06c5e654bf1g",
            "+ecb06c5e654bf1a",
            "가나다라마바사아자차",
            &"00".repeat(17),
        ] {
            assert_eq!(Challenge::parse_hex(refused), None, "{refused}");
        }
    }
}
