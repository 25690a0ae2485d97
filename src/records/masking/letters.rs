//! Maps letters to the nearest ones that a display name can hold.

use haetae_core::is_name_character;
use unicode_normalization::UnicodeNormalization as _;

/// The scripts that masking distinguishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    /// Hangul, Hanja, Kana and the marks among them.
    EastAsian,
    /// Any other, Cyrillic for example: a pass cannot show it.
    Other,
    /// No letter.
    None,
}

pub(super) fn script(character: char) -> Script {
    match character {
        '\u{2E80}'..='\u{2FDF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309D}'..='\u{309F}'
        | '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FF}'
        | '\u{3105}'..='\u{318E}'
        | '\u{31A0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{1100}'..='\u{11FF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{1B000}'..='\u{1B16F}'
        | '\u{20000}'..='\u{3FFFF}' => Script::EastAsian,
        'A'..='Z'
        | 'a'..='z'
        | '\u{AA}'
        | '\u{BA}'
        | '\u{C0}'..='\u{D6}'
        | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2AF}'
        | '\u{1D00}'..='\u{1DBF}'
        | '\u{1E00}'..='\u{1EFF}'
        | '\u{2C60}'..='\u{2C7F}'
        | '\u{A722}'..='\u{A787}'
        | '\u{A78D}'..='\u{A7FF}'
        | '\u{AB30}'..='\u{AB64}' => Script::Latin,
        other if other.is_alphabetic() => Script::Other,
        _ => Script::None,
    }
}

/// The capital of a Latin letter, or the nearest letter that a display name can hold; `None` if there is none.
pub(super) fn capital(letter: char) -> Option<char> {
    let mut upper = letter.to_uppercase();
    // Some letters have no capital of one character.
    let capital = upper.next().filter(|_| upper.next().is_none()).unwrap_or(letter);
    let allowed = [capital, letter, nearest(capital)].into_iter().find(|&letter| is_name_character(letter));
    allowed.or_else(|| {
        let base = letter.nfd().next().filter(|&base| base != letter)?;
        self::capital(base)
    })
}

/// Capitals of official alphabets that display names lack and Unicode does not decompose. The Romanian letters have
/// their older form with a cedilla, others the letter of ICAO Doc 9303 or the one that they were made of.
const fn nearest(capital: char) -> char {
    match capital {
        'Ș' => 'Ş',
        'Ț' => 'Ţ',
        'Ə' | 'Ɛ' | 'Ǝ' => 'E',
        'ẞ' => 'ß',
        'Ⱥ' => 'A',
        'Ɓ' | 'Ƀ' => 'B',
        'Ƈ' | 'Ȼ' => 'C',
        'Ɖ' | 'Ɗ' => 'D',
        'Ƒ' => 'F',
        'Ɠ' | 'Ɣ' | 'Ǥ' => 'G',
        'Ƕ' => 'H',
        'Ɩ' | 'Ɨ' => 'I',
        'Ɉ' => 'J',
        'Ƙ' | 'Ⱪ' => 'K',
        'Ƚ' => 'L',
        'Ɲ' => 'N',
        'Ɔ' | 'Ɵ' => 'O',
        'Ƥ' => 'P',
        'Ʀ' | 'Ɍ' => 'R',
        'Ʃ' => 'S',
        'Ƭ' | 'Ʈ' | 'Ⱦ' => 'T',
        'Ʉ' | 'Ʊ' => 'U',
        'Ʋ' => 'V',
        'Ƴ' | 'Ɏ' => 'Y',
        'Ƶ' | 'Ȥ' | 'Ʒ' => 'Z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capital_of_an_official_alphabet_has_a_letter_on_a_pass() {
        let alphabets = [
            ("Romanian", "ĂÂÎȘȚ", "ĂÂÎŞŢ"),
            ("Azerbaijani", "ÇƏĞIİÖŞÜ", "ÇEĞIİÖŞÜ"),
            ("Welsh", "ÂÊÎÔÛŴŶẀẂẄ", "ÂÊÎÔÛŴŶWWW"),
            ("Maltese", "ĊĠĦŻ", "ĊĠĦŻ"),
            ("Icelandic", "ÁÐÉÍÓÚÝÞÆÖ", "ÁÐÉÍÓÚÝÞÆÖ"),
            ("Croatian", "ČĆĐŠŽ", "ČĆĐŠŽ"),
            ("Hausa", "ƁƊƘƳ", "BDKY"),
            ("Ewe", "ƉƐƑƔŊƆƲ", "DEFGŊOV"),
            ("Sami", "ÁČĐŊŠŦŽǦǤǨƷǮ", "ÁČĐŊŠŦŽGGKZZ"),
            ("Vietnamese", "ĂÂĐÊÔƠƯẠẤỲỸ", "ĂÂĐÊÔƠƯẠẤỲỸ"),
            ("Yoruba", "ẸỌṢ", "ẸỌS"),
            ("Marshallese", "ĀḶM\u{327}ŅṆŌ", "ĀLMŅNŌ"),
            ("Lithuanian", "ĄČĘĖĮŠŲŪŽ", "ĄČĘĖĮŠŲŪŽ"),
        ];
        for (language, letters, shown) in alphabets {
            let capitals: String =
                letters.chars().filter(|&letter| script(letter) == Script::Latin).filter_map(capital).collect();
            assert_eq!(capitals, shown, "{language}");
        }
        let small: String = "șßıiəŋŉǆ".chars().filter_map(capital).collect();
        assert_eq!(small, "ŞßIIEŊŉ");
    }
}
