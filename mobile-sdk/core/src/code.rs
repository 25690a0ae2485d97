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
/// A code of a series (section 11).
pub(crate) const SERIES_PREFIX: &str = "HB1:";

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

/// What the text of a code says that it is (sections 2 and 11). Nothing about it has been read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// `HT1:`: a pass, shown as it is.
    Pass,
    /// `HP1:`: a pass, wrapped and signed by the phone.
    Presentation,
    /// `HQ1:`: a venue's challenge.
    Challenge,
    /// `HB1:`: a code of a series.
    Series,
    /// The setup link of a scanner.
    Setup,
}

impl CodeKind {
    /// What a text begins as; `None` where it is not one of ours. Of several codes in view, readers take such a one.
    pub fn of(text: &str) -> Option<Self> {
        let prefixes = [
            (PRESENTATION_PREFIX, Self::Presentation),
            (PASS_PREFIX, Self::Pass),
            (CHALLENGE_PREFIX, Self::Challenge),
            (SERIES_PREFIX, Self::Series),
        ];
        let is_setup = || {
            let is_address = text.starts_with("https://") || text.starts_with("http://");
            (is_address && text.as_bytes().windows(SETUP_MARK.len()).any(|part| part == SETUP_MARK.as_bytes()))
                .then_some(Self::Setup)
        };
        prefixes.into_iter().find(|(prefix, _)| text.starts_with(prefix)).map(|(_, kind)| kind).or_else(is_setup)
    }

    /// The name of this kind in bindings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Presentation => "presentation",
            Self::Challenge => "challenge",
            Self::Series => "series",
            Self::Setup => "setup",
        }
    }
}

/// Whether a text is one of ours ([`CodeKind::of`]).
pub fn is_ours(text: &str) -> bool {
    CodeKind::of(text).is_some()
}

/// The bytes in a code that shows a pass.
pub(crate) enum Shown {
    Pass(Vec<u8>),
    Presentation(Vec<u8>),
}

/// A text that holds no object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoCode {
    UnknownFormat,
    Malformed(Malformed),
}

pub(crate) fn read(text: &str) -> Result<Shown, NoCode> {
    if let Some(body) = text.strip_prefix(PRESENTATION_PREFIX) {
        bytes(body).map(Shown::Presentation)
    } else if let Some(body) = text.strip_prefix(PASS_PREFIX) {
        bytes(body).map(Shown::Pass)
    } else {
        Err(NoCode::UnknownFormat)
    }
}

fn bytes(body: &str) -> Result<Vec<u8>, NoCode> {
    // Three characters hold two bytes: a longer text cannot hold an object of the allowed size.
    if body.len() > MAX_CODE_BYTES.div_ceil(2).saturating_mul(3) {
        return Err(NoCode::Malformed(Malformed::CodeSize));
    }
    base45::decode(body).map_err(|_| NoCode::Malformed(Malformed::Base45))
}

/// The fewest random bytes of a challenge (section 4).
pub const MIN_CHALLENGE_BYTES: usize = 8;
/// The most random bytes of a challenge (section 4).
pub const MAX_CHALLENGE_BYTES: usize = 16;

/// What a venue shows so that an answer cannot have been signed before: 8 to 16 random bytes (section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge(Vec<u8>);

impl Challenge {
    /// `None` unless there are [`MIN_CHALLENGE_BYTES`] to [`MAX_CHALLENGE_BYTES`]. They must be random; the core has no
    /// random numbers.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (MIN_CHALLENGE_BYTES..=MAX_CHALLENGE_BYTES).contains(&bytes.len()).then(|| Self(bytes.to_vec()))
    }

    /// Reads a challenge text as a phone scans it: `HQ1:`.
    pub fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(CHALLENGE_PREFIX)?;
        // Three characters hold two bytes.
        if body.len() > MAX_CHALLENGE_BYTES.div_ceil(2).saturating_mul(3) {
            return None;
        }
        Self::new(&base45::decode(body).ok()?)
    }

    /// Reads the bytes of a challenge in hexadecimal, as tools write them.
    pub fn parse_hex(text: &str) -> Option<Self> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if !rest.is_empty() || pairs.len() > MAX_CHALLENGE_BYTES {
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
        for (ours, kind) in [
            ("HP1:0", CodeKind::Presentation),
            ("HT1:", CodeKind::Pass),
            ("HQ1:ABC", CodeKind::Challenge),
            ("HB1:0", CodeKind::Series),
            ("https://pass.example/scanner/#setup=e30", CodeKind::Setup),
            ("http://10.0.0.7:8080/scanner/#setup=", CodeKind::Setup),
        ] {
            assert_eq!(CodeKind::of(ours), Some(kind), "{ours}");
            assert!(is_ours(ours), "{ours}");
        }
        for other in
            ["", "HC1:6BF", "HT2:0", " HT1:0", "ht1:0", "https://example.com/menu", "ftp://a/#setup=e30", "#setup=e30"]
        {
            assert_eq!(CodeKind::of(other), None, "{other}");
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
