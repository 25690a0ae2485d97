//! Full name to [`DisplayName`]. The full name is never stored.
//!
//! The rule, after normalisation to NFC (FHIR files may hold decomposed Hangul) with runs of white space as one space:
//!
//! - A name in Hangul, Hanja or Kana counts without its spaces. Its first character stays, and from three characters on
//!   its last: `김민수` -> `김*수`, `이산` -> `이*`.
//! - A name of at least three characters that begins with a known surname of two keeps both of them: `남궁민수` ->
//!   `남궁*수`, `남궁민` -> `남궁*`. A surname of one character with the same beginning (`선우진`: 선 or 선우?) cannot be
//!   told apart and is read as the surname of two.
//! - Any other name, Latin for one, becomes initials, a word at a time: `John B. Doe` -> `J* B* D*`. Words end at spaces;
//!   hyphens and apostrophes stay inside them. Of a name too long for 32 bytes the words before the last go first.
//! - A single character becomes `*`: shown, it would hide nothing.
//!
//! One `*` stands for whatever is hidden, so it tells no length. `*` counts as hidden: what is masked already stays as it
//! is, and `김**` becomes `김*`.

use haetae_core::{DisplayName, MAX_NAME_BYTES, is_name_character};
use unicode_normalization::UnicodeNormalization as _;

/// Surnames of two characters, in Hangul and in Hanja.
const LONG_SURNAMES: [&str; 20] = [
    "남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "망절", "어금", //
    "南宮", "皇甫", "諸葛", "司空", "鮮于", "西門", "獨孤", "東方", "網切", "魚金",
];

/// Why a name cannot be masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is not one letter in it.
    #[error("the name has no letters")]
    NoLetters,
    /// A character that no display name can hold.
    #[error("the name has {}, which no pass can show", Shown(*.0))]
    Character(char),
}

/// Masks a full name by the rule of this module.
pub fn mask(full_name: &str) -> Result<DisplayName, NameError> {
    let normalised: String = full_name.nfc().map(|character| if character == '’' { '\'' } else { character }).collect();
    let words: Vec<&str> = normalised.split_whitespace().collect();
    if let Some(other) = words.iter().flat_map(|word| word.chars()).find(|&character| !is_name_character(character)) {
        return Err(NameError::Character(other));
    }
    let letters = || words.iter().flat_map(|word| word.chars()).filter(|&character| character != '*');
    // Initials of several words are masked already, whatever their script.
    let are_initials = words.len() > 1 && words.iter().all(|word| word.ends_with('*') && word.chars().count() == 2);
    let masked = if letters().next().is_some() && letters().all(is_east_asian) && !are_initials {
        mask_east_asian(&words.concat())
    } else {
        mask_words(&words)
    };
    DisplayName::new(&masked).ok_or(NameError::NoLetters)
}

fn mask_east_asian(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let [first, middle @ .., last] = characters.as_slice() else { return "*".to_owned() };
    if *first == '*' {
        return "*".to_owned();
    }
    if middle.is_empty() {
        return format!("{first}*");
    }
    let shown = match LONG_SURNAMES.iter().find(|surname| name.starts_with(*surname)) {
        Some(surname) if middle.len() == 1 => return format!("{surname}*"),
        Some(surname) => (*surname).to_owned(),
        None => first.to_string(),
    };
    // A hidden last character shows as the one `*` that is there already.
    let last = Some(last).filter(|&&last| last != '*');
    format!("{shown}*{}", last.map(char::to_string).unwrap_or_default())
}

fn mask_words(words: &[&str]) -> String {
    let only_hidden = words.iter().any(|word| word.contains('*'));
    let mut initials: Vec<String> = words.iter().filter_map(|word| initial(word)).collect();
    let Some(last) = initials.pop() else { return if only_hidden { "*".to_owned() } else { String::new() } };
    let mut masked = String::new();
    for initial in initials {
        if masked.len() + initial.len() + 1 + last.len() > MAX_NAME_BYTES {
            break;
        }
        masked.push_str(&initial);
        masked.push(' ');
    }
    masked + &last
}

/// `J*` for `john`; `None` for a word without letters.
fn initial(word: &str) -> Option<String> {
    let first = word.chars().find(|&character| is_letter(character))?;
    let mut upper = first.to_uppercase();
    // Some letters have no capital of one character, or none that a display name can hold.
    let capital = upper.next().filter(|&capital| upper.next().is_none() && is_name_character(capital));
    Some(format!("{}*", capital.unwrap_or(first)))
}

const fn is_letter(character: char) -> bool {
    !matches!(character, '*' | '\'' | '-' | '.' | ' ')
}

/// Hangul, Hanja, Kana and the marks among them: what a display name may hold beyond Latin letters.
const fn is_east_asian(character: char) -> bool {
    character as u32 >= 0x3000
}

struct Shown(char);

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_alphanumeric() || self.0.is_ascii_graphic() {
            write!(f, "U+{:04X} ({})", u32::from(self.0), self.0)
        } else {
            write!(f, "U+{:04X}", u32::from(self.0))
        }
    }
}

#[cfg(test)]
mod tests;
