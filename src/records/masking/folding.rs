//! Gives names one spelling, however people and keyboards write them.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A full name in one spelling: names that differ only in how they were typed become equal. NFKC, apostrophes and
/// hyphens as in ASCII, without invisible marks, single spaces, no combining marks but those that make a letter.
pub fn folded(name: &str) -> String {
    // Before NFKC, which makes spaces of some apostrophes.
    let name: String = name.chars().filter(|&character| !is_invisible(character)).map(plain).nfkc().collect();
    let mut spelt = String::with_capacity(name.len());
    for character in
        name.chars().map(plain).filter(|&character| !is_invisible(character) && !is_combining_mark(character))
    {
        if !character.is_whitespace() {
            spelt.push(character);
        } else if !spelt.is_empty() && !spelt.ends_with(' ') {
            spelt.push(' ');
        }
    }
    spelt.truncate(spelt.trim_end().len());
    spelt
}

/// The name before a part in parentheses, as in `김민수(金民秀)`; the whole name if nothing comes before it.
pub(in crate::records) fn without_parentheses(name: &str) -> &str {
    match name.find('(') {
        Some(start) if name.ends_with(')') && name[..start].chars().any(char::is_alphabetic) => &name[..start],
        _ => name,
    }
}

/// The ASCII apostrophe and hyphen for their many forms.
const fn plain(character: char) -> char {
    match character {
        '`'
        | '\u{B4}'
        | '\u{2B9}'..='\u{2BF}'
        | '\u{2C8}'
        | '\u{2CA}'
        | '\u{2CB}'
        | '\u{2EE}'
        | '\u{2F4}'
        | '\u{384}'
        | '\u{55A}'
        | '\u{5F3}'
        | '\u{1FBD}'
        | '\u{1FBF}'
        | '\u{1FFD}'
        | '\u{1FFE}'
        | '\u{2018}'..='\u{201B}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{275B}'
        | '\u{275C}'
        | '\u{A78B}'
        | '\u{A78C}'
        | '\u{FF07}'
        | '\u{FF40}' => '\'',
        '\u{58A}'
        | '\u{5BE}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{207B}'
        | '\u{208B}'
        | '\u{2212}'
        | '\u{2E3A}'
        | '\u{2E3B}'
        | '\u{FE58}'
        | '\u{FE63}'
        | '\u{FF0D}' => '-',
        // The dots between the parts of a name.
        '\u{2022}' | '\u{2027}' | '\u{30FB}' | '\u{FF65}' | '\u{387}' => '·',
        other => other,
    }
}

/// Invisible characters: joiners, direction marks, byte order marks, soft hyphens, variation selectors, fillers, tags.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_typed_in_different_ways_are_equal() {
        for (typed, expected) in [
            ("Rosa D`Angelo", "Rosa D'Angelo"),
            ("Rosa D\u{B4}Angelo", "Rosa D'Angelo"),
            ("Keoni \u{2BB}Opunui", "Keoni 'Opunui"),
            ("Ye\u{2032}el O\u{2019}Neill", "Ye'el O'Neill"),
            ("Anne\u{2010}Marie\u{2011}B\u{2013}C\u{2212}D\u{FF0D}E", "Anne-Marie-B-C-D-E"),
            ("\u{FEFF}김\u{200B}민\u{AD}수\u{FE0F}", "김민수"),
            ("  John\u{A0} \t Doe\n", "John Doe"),
            ("Ｊｏｈｎ　Ｄｏｅ", "John Doe"),
            ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"),
            ("\u{1100}\u{1175}\u{11B7}", "김"),
            ("Jose\u{301}", "José"),
            ("X\u{302}y", "Xy"),
            ("\u{FB01}ne", "fine"),
            ("マリア・ガルシア", "マリア·ガルシア"),
        ] {
            assert_eq!(folded(typed), expected, "{typed:?}");
            assert_eq!(folded(expected), expected);
        }
    }

    #[test]
    fn parentheses_after_a_name_are_not_part_of_it() {
        for (name, expected) in [
            ("김민수(金民秀)", "김민수"),
            ("John Doe (Johnny)", "John Doe "),
            ("(김민수)", "(김민수)"),
            ("John (Johnny) Doe", "John (Johnny) Doe"),
        ] {
            assert_eq!(without_parentheses(name), expected);
        }
    }
}
