use std::collections::BTreeSet;

use super::*;

#[test]
fn it_is_four_groups_of_five_and_depends_on_the_request_alone() {
    let text = Confirmation::of(b"a request").to_string();
    assert_eq!(text, Confirmation::of(b"a request").to_string());
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    assert_eq!(groups, [5, 5, 5, 5], "{text}");
}

#[test]
fn every_byte_of_a_request_counts_for_it() {
    let request: Vec<u8> = (0..64).collect();
    let mut seen = BTreeSet::from([Confirmation::of(&request).to_string()]);
    for place in 0..request.len() {
        let mut changed = request.clone();
        changed[place] ^= 1;
        assert!(seen.insert(Confirmation::of(&changed).to_string()), "byte {place}");
    }
    assert!(seen.insert(Confirmation::of(&request[..63]).to_string()));
}

#[test]
fn case_separators_and_letters_that_look_like_digits_do_not_matter() {
    let confirmation = Confirmation::of(b"a request");
    let text = confirmation.to_string();
    let looks = text.replace('0', "o").replace('1', "l");
    for typed in [text.clone(), text.to_lowercase(), text.replace('-', ""), text.replace('-', " "), looks] {
        assert_eq!(Confirmation::read(&format!(" {typed}\n")), Ok(confirmation), "{typed}");
    }
}

#[test]
fn no_part_of_it_and_no_hash_is_read_as_one() {
    let text = Confirmation::of(b"a request").to_string();
    let short: String = text.chars().take(22).collect();
    for (typed, length) in [("", 0), ("0123abcd", 8), (short.as_str(), 19), (&format!("{text}0"), 21)] {
        assert_eq!(Confirmation::read(typed), Err(ConfirmationError::Length(length)), "{typed}");
    }
    assert_eq!(Confirmation::read(&"0".repeat(64)), Err(ConfirmationError::Length(64)));
    assert_eq!(Confirmation::read(&text.replace('-', "u")), Err(ConfirmationError::Character('u')));
    assert!(ConfirmationError::Length(8).to_string().contains("first characters of a SHA-256"));
}
