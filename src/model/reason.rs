use std::fmt;

use serde::Serialize;

/// The longest reason of a revocation or another decision, in characters.
const MAX_REASON: usize = 500;

/// Why a text is not a valid reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// There is nothing in it.
    #[error("must be 1 to {MAX_REASON} characters, and not only blanks")]
    Empty,
    /// It has more characters than are kept.
    #[error("must be 1 to {MAX_REASON} characters, not {0}")]
    TooLong(usize),
    /// It has characters that would garble the screen.
    #[error("must be 1 to {MAX_REASON} characters on one line, without control characters")]
    Control,
}

/// Why an operator did something, for the record: one line of 1 to 500 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Reason(String);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Reason {
    /// A reason that an operator gives.
    ///
    /// # Errors
    ///
    /// [`ReasonError`]
    pub fn new(text: &str) -> Result<Self, ReasonError> {
        let count = text.chars().count();
        if count > MAX_REASON {
            return Err(ReasonError::TooLong(count));
        }
        if text.chars().any(upsets_screens) {
            return Err(ReasonError::Control);
        }
        if text.chars().all(is_blank) { Err(ReasonError::Empty) } else { Ok(Self(text.to_owned())) }
    }

    /// A reason that is on record: it was checked when it was entered, and is shown even if the rules have changed.
    pub const fn on_record(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, and those that reverse the direction of a line: they hide its content.
fn upsets_screens(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_of_some_text() {
        for fine in ["위조된 기록", "a", &"x".repeat(MAX_REASON)] {
            assert_eq!(Reason::new(fine).as_ref().map(Reason::as_str), Ok(fine));
        }
        for (text, error) in [
            ("", ReasonError::Empty),
            (" \u{3000}", ReasonError::Empty),
            ("\u{200B}\u{FEFF}", ReasonError::Empty),
            ("a\nb", ReasonError::Control),
            ("a\u{1b}[2J", ReasonError::Control),
            ("a\u{202E}b", ReasonError::Control),
            ("\0", ReasonError::Control),
            (&"수".repeat(MAX_REASON + 1), ReasonError::TooLong(MAX_REASON + 1)),
        ] {
            assert_eq!(Reason::new(text), Err(error), "{text:?}");
        }
    }
}
