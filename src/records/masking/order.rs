//! Puts the parts of a name in order.

use super::{folded, is_east_asian};

/// A full name of its parts: the given name first, as Latin script and all others write it, unless all of it is Hangul,
/// Hanja or Kana. Which letters the surname is made of makes no difference.
pub(in crate::records) fn in_order(given: &str, family: &str) -> String {
    let (first, second) =
        if is_east_asian(&folded(&format!("{family} {given}"))) { (family, given) } else { (given, family) };
    format!("{first} {second}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_the_whole_name_gives_the_order() {
        for (given, family, expected) in [
            ("Hans", "Mueller", "Hans Mueller"),
            ("Hans", "Müller", "Hans Müller"),
            ("José", "García", "José García"),
            ("Keoni", "\u{2BB}Ōpūnui", "Keoni \u{2BB}Ōpūnui"),
            ("민수", "김", "김 민수"),
            ("太郎", "山田", "山田 太郎"),
            ("ﾀﾛｳ", "ﾔﾏﾀﾞ", "ﾔﾏﾀﾞ ﾀﾛｳ"),
            ("John", "김", "John 김"),
            ("민수", "", "민수"),
            ("", "Doe", "Doe"),
        ] {
            assert_eq!(in_order(given, family), expected);
        }
    }
}
