//! CP949, the encoding of Korean Windows (EUC-KR with all syllables).

use std::borrow::Cow;

use encoding_rs::EUC_KR;

use super::{MARK, NO_TEXT};

/// Bytes below this are never the second half of a character, so text can be cut after them.
const FIRST_SECOND_HALF: u8 = 0x41;

/// Decodes text from `raw` and leaves an incomplete piece there, unless it is the end of the file. Files may be
/// concatenated: a line that is UTF-8 is read as UTF-8.
pub(super) fn decode(raw: &mut Vec<u8>, is_end: bool) -> Vec<u8> {
    let is_line_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let whole = match raw.iter().rposition(is_line_end) {
        _ if is_end => raw.len(),
        Some(line_end) => line_end + 1,
        // A line longer than the window.
        None => whole_characters(raw).len(),
    };
    let rest = raw.split_off(whole);
    let pieces = std::mem::replace(raw, rest);
    let mut text = Vec::with_capacity(pieces.len() * 3 / 2);
    for line in pieces.split_inclusive(is_line_end) {
        let line = line.strip_prefix(&MARK).unwrap_or(line);
        match decoded(line) {
            None => {
                let end = line.iter().position(is_line_end).unwrap_or(line.len());
                text.extend_from_slice(&line[..end]);
                text.push(NO_TEXT);
                text.extend_from_slice(&line[end..]);
            }
            Some(line) => text.extend_from_slice(line.as_bytes()),
        }
    }
    text
}

/// The longest part of a text that certainly ends between two characters; all of it if there is no such place.
pub(super) fn whole_characters(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| byte < FIRST_SECOND_HALF);
    &text[..end.map_or(text.len(), |at| at + 1)]
}

/// A line as text, from CP949 or UTF-8. `None` if it is neither, or could be both.
pub(super) fn decoded(line: &[u8]) -> Option<Cow<'_, str>> {
    let korean = EUC_KR.decode_without_bom_handling_and_without_replacement(line);
    match std::str::from_utf8(line) {
        Err(_) => korean,
        // UTF-8 of only ASCII and characters of three or more bytes is not Korean in CP949.
        Ok(text) if text.chars().all(|character| character.is_ascii() || character.len_utf8() > 2) => Some(text.into()),
        Ok(text) => korean.is_none().then_some(text.into()),
    }
}

/// How many of the words in a text are Korean names, products or headers, and how many there are. A word is a run of
/// Hangul or Hanja.
pub(super) fn familiar_words(text: &str) -> (usize, usize) {
    let words = text.split(|character| !is_korean(character)).filter(|word| !word.is_empty());
    words.fold((0, 0), |(familiar, all), word| (familiar + usize::from(is_familiar(word)), all + 1))
}

/// Whether a character is one that Korean files hold.
pub(super) fn may_be_in_korean(character: char) -> bool {
    character.is_ascii()
        || is_korean(character)
        || matches!(character, '\u{B7}' | '\u{2010}'..='\u{203B}' | '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}')
}

fn is_korean(character: char) -> bool {
    matches!(character, '\u{AC00}'..='\u{D7A3}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn is_familiar(word: &str) -> bool {
    let is_hangul = word.chars().all(|character| character >= '\u{AC00}');
    word.chars().next().is_some_and(|first| is_hangul && SURNAMES.contains(first))
        || crate::records::products::product_named(word).is_some()
        || WORDS.iter().any(|known| word.contains(known))
}

/// The first characters of the most common surnames; nearly all Koreans have one of them.
const SURNAMES: &str = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용";

/// Words of headers and of other columns.
const WORDS: [&str; 12] =
    ["이름", "성명", "생년월일", "접종", "백신", "제조", "번호", "날짜", "일자", "코로나", "음성", "양성"];
