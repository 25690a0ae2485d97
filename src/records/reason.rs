/// The longest reason of a revocation or another decision, in characters.
pub const MAX_REASON: usize = 500;

/// Why a text is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// There is nothing in it.
    #[error("must be 1 to {MAX_REASON} characters, and not only blanks")]
    Empty,
    /// It has more characters than are kept.
    #[error("must be 1 to {MAX_REASON} characters, not {0}")]
    TooLong(usize),
    /// It would upset the screen that it is shown on.
    #[error("must be 1 to {MAX_REASON} characters on one line, without control characters")]
    Control,
}

/// Checks a reason that somebody gave for the record.
///
/// # Errors
///
/// [`ReasonError`]
pub fn check_reason(text: &str) -> Result<(), ReasonError> {
    // Characters that turn the direction of a line around hide what it says.
    let upsets = |character: char| {
        character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let count = text.chars().count();
    if count > MAX_REASON {
        return Err(ReasonError::TooLong(count));
    }
    if text.chars().any(upsets) {
        return Err(ReasonError::Control);
    }
    let blank =
        |letter: char| letter.is_whitespace() || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    if text.chars().all(blank) { Err(ReasonError::Empty) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_of_some_text() {
        for fine in ["위조된 기록", "a", &"x".repeat(MAX_REASON)] {
            assert_eq!(check_reason(fine), Ok(()));
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
            assert_eq!(check_reason(text), Err(error), "{text:?}");
        }
    }
}
