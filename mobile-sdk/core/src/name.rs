//! Names that people see: of a holder (section 3) and of an issuer (section 5). They need no normalisation, and nothing
//! in them is markup, a control or a direction mark.

use alloc::string::String;
use core::fmt;

/// The longest name, in bytes of UTF-8.
pub const MAX_NAME_BYTES: usize = 32;

/// A holder's name, already masked by the issuer: 1 to 32 bytes of letters, spaces and `' * - .`
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DisplayName(String);

impl DisplayName {
    /// `None` where the text is too long, has another character, or a space first, last or twice in a row.
    pub fn new(text: &str) -> Option<Self> {
        is_name(text, is_name_character).then(|| Self(text.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DisplayName {
    /// Names do not belong into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisplayName(..)")
    }
}

/// An issuer's name: as a [`DisplayName`], with digits besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerName(String);

impl IssuerName {
    /// `None` where [`DisplayName::new`] would say so, digits aside.
    pub fn new(text: &str) -> Option<Self> {
        is_name(text, |character| is_name_character(character) || character.is_ascii_digit()).then(|| Self(text.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character may stand in a name.
pub const fn is_name_character(character: char) -> bool {
    matches!(character,
        ' ' | '\'' | '*' | '-' | '.' | 'A'..='Z' | 'a'..='z'
        | '\u{00C0}'..='\u{00D6}' | '\u{00D8}'..='\u{00F6}' | '\u{00F8}'..='\u{017F}'
        | '\u{01A0}' | '\u{01A1}' | '\u{01AF}' | '\u{01B0}' | '\u{1EA0}'..='\u{1EF9}'
        | '\u{3005}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

fn is_name(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    (1..=MAX_NAME_BYTES).contains(&text.len())
        && text.chars().all(allowed)
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.as_bytes().windows(2).any(|two| two == b"  ")
}
