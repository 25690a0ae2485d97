//! Reads which dose it was: a number in R4, a text in R4 and R5.

use serde_json::Value;

use crate::records::import::reject::{Fault, RejectCode};

/// The largest plausible number.
const LARGEST: u64 = 15;

/// Words with a meaning, but without a number of doses since the first.
const NO_NUMBER: [&str; 14] = [
    "booster",
    "boost",
    "additional",
    "annual",
    "seasonal",
    "extra",
    "unknown",
    "unk",
    "n/a",
    "추가",
    "부스터",
    "동절기",
    "미상",
    "모름",
];

const IN_WORDS: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

/// Words around a number that do not change its meaning.
const AROUND: [&str; 15] =
    ["dose", "doses", "shot", "no", "nr", "number", "d", "#", "no.", "제", "차", "회", "접종", "차접종", "차수"];

/// The number; `None` if the text says that there is none, a booster for instance. Text that is not understood is
/// refused: it could matter which dose it was.
pub(super) fn dose_number(value: &Value) -> Result<Option<u8>, Fault> {
    let number = match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => {
            let text = text.trim().to_lowercase();
            if text.is_empty() || NO_NUMBER.iter().any(|word| text.contains(word)) {
                return Ok(None);
            }
            in_text(&text)
        }
        _ => None,
    };
    match number.filter(|number| (1..=LARGEST).contains(number)).and_then(|number| u8::try_from(number).ok()) {
        Some(number) => Ok(Some(number)),
        None => Err(Fault::new(RejectCode::NotUnderstood, format!("the dose number {value} is not understood"))),
    }
}

/// The number of `3`, `3 of 3`, `3/3`, `dose 3`, `3rd`, `third` and `3차`.
fn in_text(text: &str) -> Option<u64> {
    let text = text.split(['/', '(']).next()?;
    let text = text.split(" of ").next()?;
    let mut number = None;
    for word in text.split_whitespace() {
        let (before, rest) = word.split_at(word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len()));
        let (digits, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
        let found = if digits.is_empty() {
            IN_WORDS.iter().position(|name| *name == word).and_then(|position| u64::try_from(position + 1).ok())
        } else if says_nothing(before) && (says_nothing(after) || ["st", "nd", "rd", "th", "."].contains(&after)) {
            Some(digits.parse().ok()?)
        } else {
            return None;
        };
        match (found, number) {
            (Some(_), Some(_)) => return None,
            (Some(_), None) => number = found,
            (None, _) if says_nothing(word) => {}
            (None, _) => return None,
        }
    }
    number
}

fn says_nothing(word: &str) -> bool {
    word.is_empty() || AROUND.contains(&word)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_found_as_they_are_written() {
        for value in [json!(3), json!("3"), json!(" 3 "), json!("3 of 3"), json!("3/3"), json!("Dose 3"), json!("#3")] {
            assert_eq!(dose_number(&value), Ok(Some(3)), "{value}");
        }
        for value in [json!("third"), json!("3rd"), json!("3rd dose"), json!("3차"), json!("제3차"), json!("3차 접종")]
        {
            assert_eq!(dose_number(&value), Ok(Some(3)), "{value}");
        }
        for value in [json!("booster"), json!("Booster 1"), json!("1st booster"), json!(""), json!("추가접종")] {
            assert_eq!(dose_number(&value), Ok(None), "{value}");
        }
        for value in
            [json!(0), json!(16), json!(2021), json!(1.5), json!("3 4"), json!("many"), json!("2021-03-01"), json!([3])]
        {
            assert!(dose_number(&value).is_err(), "{value}");
        }
    }
}
