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
fn what_is_masked_stays() {
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
fn what_no_pass_can_show_is_named() {
    for (name, character) in
        [("김민수1", '1'), ("<b>", '<'), ("Иван", 'И'), ("김\u{202E}수", '\u{202E}'), ("x\u{302}y", '\u{302}')]
    {
        assert_eq!(mask(name), Err(NameError::Character(character)), "{name}");
    }
    for empty in ["", " ", "-", "' ."] {
        assert_eq!(mask(empty), Err(NameError::NoLetters), "{empty}");
    }
    assert_eq!(NameError::Character('<').to_string(), "the name has U+003C (<), which no pass can show");
    assert_eq!(NameError::Character('\u{202E}').to_string(), "the name has U+202E, which no pass can show");
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
            prop_assert!(!name.chars().any(|character| is_letter(character) || character == '*'));
        }
    }

    #[test]
    fn the_hidden_part_leaves_no_trace(hidden in "[가-힣]{1,20}", word in "[a-zà-öø-ý]{0,20}") {
        prop_assert_eq!(masked(&format!("김{hidden}수")), "김*수");
        prop_assert_eq!(masked(&format!("남궁{hidden}수")), "남궁*수");
        prop_assert_eq!(masked(&format!("J{word} D{word}")), "J* D*");
    }
}
