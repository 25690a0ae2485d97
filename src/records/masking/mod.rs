//! Masks a full name as a [`DisplayName`]. The full name is never stored. `docs/records.md` states the whole rule.
//!
//! - A name is [folded] first: compatibility forms, the apostrophes and hyphens of keyboards, invisible marks, white
//!   space, and parentheses after a name.
//! - A name in Hangul, Hanja or Kana counts without its spaces. Its first character stays, and from three characters on
//!   its last: `김민수` -> `김*수`, `이산` -> `이*`.
//! - A name of at least three characters that begins with a known surname of two keeps both of them: `남궁민수` ->
//!   `남궁*수`, `남궁민` -> `남궁*`. A surname of one character with the same beginning (`선우진`: 선 or 선우?) cannot
//!   be distinguished and is read as the surname of two.
//! - Any other name, for example a Latin one, becomes initials, word by word: `John B. Doe` -> `J* B* D*`. Words end at
//!   spaces; hyphens and apostrophes stay inside them. Of a name too long for 32 bytes the words before the last go
//!   first.
//! - A single character becomes `*`: shown, it would hide nothing.
//! - Only the characters that the mask shows are restricted. If a pass cannot hold one, a Latin letter becomes its
//!   nearest one, an ideograph is also hidden, and anything else is an error.
//!
//! One `*` replaces everything hidden, so it reveals no length. `*` counts as hidden: what is masked already stays as
//! it is, and `김**` becomes `김*`.

mod folding;
mod letters;
mod order;

use haetae_core::{DisplayName, MAX_NAME_BYTES, is_name_character};

pub use self::folding::folded;
pub(super) use self::folding::without_parentheses;
use self::letters::{Script, capital, script};
pub(super) use self::order::in_order;

/// Surnames of two characters, in Hangul and in Hanja.
const LONG_SURNAMES: [&str; 20] = [
    "남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "망절", "어금", //
    "南宮", "皇甫", "諸葛", "司空", "鮮于", "西門", "獨孤", "東方", "網切", "魚金",
];

/// Why a name cannot be masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// It contains no letter.
    #[error("the name has no letters")]
    NoLetters,
    /// A pass would show a character that no display name can hold.
    #[error("the name has {}, which no pass can show: give it in Latin letters, Hangul, Hanja or Kana", Shown(*.0))]
    Character(char),
}

/// Masks a full name by the rule of this module.
pub fn mask(full_name: &str) -> Result<DisplayName, NameError> {
    let name = folded(full_name);
    let name = without_parentheses(&name);
    let words: Vec<&str> = name.split_whitespace().collect();
    let letters = || words.iter().flat_map(|word| word.chars()).filter(|&character| script(character) != Script::None);
    // Initials of several words are masked already, whatever their script.
    let are_initials = words.len() > 1 && words.iter().all(|word| word.ends_with('*') && word.chars().count() == 2);
    let masked = if is_east_asian(name) && !are_initials {
        mask_east_asian(&words.concat())?
    } else if letters().next().is_some() || name.contains('*') {
        mask_words(&words)?
    } else {
        // There may be digits and signs.
        return Err(words
            .concat()
            .chars()
            .find(|&other| !is_mark(other))
            .map_or(NameError::NoLetters, NameError::Character));
    };
    DisplayName::new(&masked).ok_or(NameError::NoLetters)
}

/// Whether all letters are Hangul, Hanja or Kana, and there are some.
fn is_east_asian(name: &str) -> bool {
    let mut scripts = name.chars().map(script).filter(|script| *script != Script::None).peekable();
    scripts.peek().is_some() && scripts.all(|script| script == Script::EastAsian)
}

fn mask_east_asian(name: &str) -> Result<String, NameError> {
    let characters: Vec<char> = name.chars().filter(|&character| !is_mark(character)).collect();
    let [first, middle @ .., last] = characters.as_slice() else { return Ok("*".to_owned()) };
    // A hidden character shows as the one `*` that is there already.
    let Some(first) = shown(*first)? else { return Ok("*".to_owned()) };
    if middle.is_empty() {
        return Ok(format!("{first}*"));
    }
    let name: String = characters.iter().collect();
    let surname = match LONG_SURNAMES.iter().find(|surname| name.starts_with(*surname)) {
        Some(surname) if middle.len() == 1 => return Ok(format!("{surname}*")),
        Some(surname) => (*surname).to_owned(),
        None => first.to_string(),
    };
    Ok(format!("{surname}*{}", shown(*last)?.map(String::from).unwrap_or_default()))
}

/// A character of an East Asian name that the mask shows; `None` if it is hidden, or has to be.
fn shown(character: char) -> Result<Option<char>, NameError> {
    match script(character) {
        _ if character == '*' => Ok(None),
        Script::EastAsian => Ok(Some(character).filter(|&character| is_name_character(character))),
        _ => Err(NameError::Character(character)),
    }
}

fn mask_words(words: &[&str]) -> Result<String, NameError> {
    let mut initials: Vec<String> =
        words.iter().map(|word| initial(word)).filter_map(Result::transpose).collect::<Result<_, _>>()?;
    let Some(last) = initials.pop() else { return Ok("*".to_owned()) };
    let mut masked = String::new();
    for initial in initials {
        if masked.len() + initial.len() + 1 + last.len() > MAX_NAME_BYTES {
            break;
        }
        masked.push_str(&initial);
        masked.push(' ');
    }
    Ok(masked + &last)
}

/// `J*` for `john`; `None` for a word without letters, or with an ideograph first that has to be hidden.
fn initial(word: &str) -> Result<Option<String>, NameError> {
    let Some(first) = word.chars().find(|&character| !is_mark(character) && character != '*') else { return Ok(None) };
    let capital = match script(first) {
        Script::EastAsian if is_name_character(first) => first,
        Script::EastAsian => return Ok(None),
        Script::Latin => capital(first).ok_or(NameError::Character(first))?,
        Script::Other | Script::None => return Err(NameError::Character(first)),
    };
    Ok(Some(format!("{capital}*")))
}

/// Characters around and between letters that are never shown. `*` is not one of them: it replaces letters.
const fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\'' | '-'
            | '.'
            | ','
            | ';'
            | ':'
            | '"'
            | '('
            | ')'
            | '['
            | ']'
            | '/'
            | '·'
            | '='
            | '_'
            | '“'
            | '”'
            | '«'
            | '»'
    )
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
