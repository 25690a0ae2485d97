use proptest::prelude::*;

use super::*;

fn masked(name: &str) -> String {
    mask(name).unwrap_or_else(|error| panic!("{name}: {error}")).as_str().to_owned()
}

#[test]
fn names_are_masked_by_the_rule() {
    let cases = [
        ("김민수", "김*수"),
        ("이산", "이*"),
        ("김", "*"),
        ("남궁민수", "남궁*수"),
        ("남궁민", "남궁*"),
        ("남궁", "남*"),
        ("황보하나린", "황보*린"),
        ("김하늘별님구름", "김*름"),
        ("김 민수", "김*수"),
        ("  김민수\u{3000}", "김*수"),
        // Decomposed Hangul, and a Hanja of the compatibility block that NFC unifies.
        ("\u{1100}\u{1175}\u{11B7}\u{1106}\u{1175}\u{11AB}\u{1109}\u{116E}", "김*수"),
        ("\u{F9E1}舜臣", "李*臣"),
        ("諸葛孔明", "諸葛*明"),
        ("やまだ", "や*だ"),
        ("山田 太郎", "山*郎"),
        ("佐々木", "佐*木"),
        ("John Doe", "J* D*"),
        ("john b. doe", "J* B* D*"),
        ("Mary-Jane O’Neill", "M* O*"),
        ("'t Hooft", "T* H*"),
        ("A", "A*"),
        ("Nguyễn Thị Ước", "N* T* Ư*"),
        ("ßen Þór", "ß* Þ*"),
        ("John 김민수", "J* 김*"),
        ("김 민A", "김* 민*"),
        ("A B C D E F G H I J K L M", "A* B* C* D* E* F* G* H* I* J* M*"),
    ];
    for (full, expected) in cases {
        assert_eq!(masked(full), expected, "{full}");
    }
}

#[test]
fn masked_names_stay_unchanged() {
    for name in ["김*수", "이*", "남궁*수", "남궁*", "J* D*", "*", "李*臣", "J* 김*", "김* 々*"] {
        assert_eq!(masked(name), name);
    }
    for (half_masked, expected) in
        [("김**", "김*"), ("홍길동*", "홍*"), ("**민", "*"), ("J*** D**", "J* D*"), ("***", "*")]
    {
        assert_eq!(masked(half_masked), expected);
    }
}

#[test]
fn names_as_keyboards_write_them_and_of_all_alphabets_are_masked() {
    let cases = [
        ("Keoni \u{2018}Opunui", "K* O*"),
        ("Keoni \u{2BB}Ōpūnui", "K* Ō*"),
        ("Oksana Mar\u{2019}yana \u{2BC}Alvi", "O* M* A*"),
        ("Rosa D`Angelo", "R* D*"),
        ("Rosa D´Angelo", "R* D*"),
        ("Anne\u{2010}Marie Just", "A* J*"),
        ("Anne\u{2013}Marie Just", "A* J*"),
        ("Ștefan Țurcanu", "Ş* Ţ*"),
        ("Əli Ğafarov", "E* Ğ*"),
        ("ırmak İnan", "I* İ*"),
        ("Ẁynn Ŵyn", "W* Ŵ*"),
        ("Þór Æsir", "Þ* Æ*"),
        ("X\u{302}y", "X*"),
        ("Doe, John", "D* J*"),
        ("John \"Jack\" Doe (Johnny)", "J* J* D*"),
        ("Ｊｏｈｎ Ｄｏｅ", "J* D*"),
        ("\u{FEFF}김\u{200D}민\u{202E}수\u{AD}", "김*수"),
        ("김민수(金民秀)", "김*수"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤ*ウ"),
        ("マリア・ガルシア", "マ*ア"),
        // Hidden: characters that no pass can show.
        ("김1수", "김*수"),
        ("김㐂수", "김*수"),
        ("John D\u{416}oe", "J* D*"),
        // Ideographs that the format lacks are hidden if they would show.
        ("𠮷田", "*"),
        ("田中㐂", "田*"),
        ("田中 John 𠮷", "田* J*"),
    ];
    for (full, expected) in cases {
        assert_eq!(masked(full), expected, "{full}");
    }
}

#[test]
fn characters_that_no_pass_can_show_are_named() {
    for (name, character) in [
        ("김민수1", '1'),
        ("1234", '1'),
        ("<b>", '<'),
        ("Иван", 'И'),
        ("John Иванов", 'И'),
        ("Γιώργος", 'Γ'),
        ("محمد", 'م'),
        ("สมชาย", 'ส'),
        ("John \u{7}", '\u{7}'),
    ] {
        assert_eq!(mask(name), Err(NameError::Character(character)), "{name}");
    }
    for empty in ["", " ", "-", "' .", "\u{200B}"] {
        assert_eq!(mask(empty), Err(NameError::NoLetters), "{empty}");
    }
    let advice = "which no pass can show: give it in Latin letters, Hangul, Hanja or Kana";
    assert_eq!(NameError::Character('<').to_string(), format!("the name has U+003C (<), {advice}"));
    assert_eq!(NameError::Character('\u{7}').to_string(), format!("the name has U+0007, {advice}"));
}

#[test]
fn surnames_are_of_two_characters_and_distinct() {
    for (index, surname) in LONG_SURNAMES.iter().enumerate() {
        assert_eq!(surname.chars().count(), 2, "{surname}");
        assert!(!LONG_SURNAMES[..index].contains(surname), "{surname}");
    }
}

proptest! {
    #[test]
    fn any_text_is_masked_or_refused(text in "\\PC*") {
        if let Ok(name) = mask(&text) {
            prop_assert_eq!(mask(name.as_str()), Ok(name));
        }
    }

    #[test]
    fn any_name_is_masked_once(name in "[ '*.A-Za-zÀ-ÖØ-öø-ſƠơƯưẠ-ỹ々ぁ-ゖァ-ヺー一-鿿가-힣-]{0,60}") {
        if let Ok(name) = mask(&name) {
            prop_assert_eq!(mask(name.as_str()), Ok(name));
        } else {
            prop_assert!(!name.chars().any(|character| script(character) != Script::None || character == '*'));
        }
    }

    #[test]
    fn the_hidden_part_leaves_no_trace(hidden in "[가-힣]{1,20}", word in "[a-zà-öø-ý]{0,20}") {
        prop_assert_eq!(masked(&format!("김{hidden}수")), "김*수");
        prop_assert_eq!(masked(&format!("남궁{hidden}수")), "남궁*수");
        prop_assert_eq!(masked(&format!("J{word} D{word}")), "J* D*");
    }
}
