use alloc::string::String;
use alloc::vec::Vec;
use std::println;

use proptest::prelude::*;
use proptest::sample::select;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::read;

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Form {
    number: u64,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    list: Vec<Form>,
    #[serde(default)]
    yes: bool,
}

/// Whether it can be read, and what it is, as serde_json has it.
fn agreed(text: &str) -> bool {
    let ours = read::<Form>(text.as_bytes());
    let theirs = serde_json::from_str::<Form>(text);
    println!("{text}: {ours:?}, {theirs:?}");
    assert_eq!(ours.as_ref().ok(), theirs.as_ref().ok());
    ours.is_ok()
}

#[test]
fn what_another_reader_reads_is_read_alike() {
    for text in [
        r#"{"number":0}"#,
        " \t\r\n{ \"number\" : 18446744073709551615 , \"yes\" : true }\n",
        r#"{"number":1,"text":null,"list":[],"yes":false}"#,
        r#"{"number":1,"text":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 é😀","list":[{"number":2},{"number":3,"list":[{"number":4}]}]}"#,
        r#"{"other":{"a":[1,-2.5e-3,{"b":[[]]},"\n",true,false,null,0.10,1E+2]},"num\u0062er":7}"#,
    ] {
        assert!(agreed(text));
    }
}

#[test]
fn what_another_reader_refuses_is_refused() {
    for text in [
        "",
        "nothing",
        "7",
        "{}",
        r#"{"number":1"#,
        r#"{"number":1}}"#,
        r#"{"number":1}{"#,
        r#"{"number":1,}"#,
        r#"{,"number":1}"#,
        r#"{"number" 1}"#,
        r#"{number:1}"#,
        r#"{1:1,"number":1}"#,
        r#"{"number":1,"number":1}"#,
        r#"{"number":01}"#,
        r#"{"number":+1}"#,
        r#"{"number":-1}"#,
        r#"{"number":-0}"#,
        r#"{"number":1.0}"#,
        r#"{"number":1e3}"#,
        r#"{"number":18446744073709551616}"#,
        r#"{"number":"1"}"#,
        r#"{"number":null}"#,
        r#"{"number":1,"text":1}"#,
        r#"{"number":1,"text":nul}"#,
        r#"{"number":1,"text":"\x"}"#,
        r#"{"number":1,"text":"\u12"}"#,
        r#"{"number":1,"text":"\u+123"}"#,
        r#"{"number":1,"text":"\ud800"}"#,
        r#"{"number":1,"text":"\ud800\u0041"}"#,
        r#"{"number":1,"text":"\udc00"}"#,
        "{\"number\":1,\"text\":\"\n\"}",
        r#"{"number":1,"list":[{"number":1},]}"#,
        r#"{"number":1,"list":[,]}"#,
        r#"{"number":1,"list":{}}"#,
        r#"{"number":1,"other":[1 2]}"#,
        r#"{"number":1,"other":[1.]}"#,
        r#"{"number":1,"other":[.5]}"#,
        r#"{"number":1,"other":[-]}"#,
        r#"{"number":1,"other":[1e]}"#,
        r#"{"number":1,"other":{"a"}}"#,
        r#"{"number":1,"other":tru}"#,
    ] {
        assert!(!agreed(text), "{text}");
    }
    assert!(read::<IgnoredAny>(b"\"\xff\"").is_err());
}

#[test]
fn a_list_without_names_is_no_object() {
    assert!(read::<Form>(br#"[1,null,[],true]"#).is_err());
}

#[test]
fn what_is_passed_over_may_nest_however_deep() {
    let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(read::<IgnoredAny>(nested(1_000_000).as_bytes()).is_ok());
    assert!(read::<IgnoredAny>("[".repeat(1_000_000).as_bytes()).is_err());
    assert!(read::<IgnoredAny>("{\"a\":".repeat(1_000_000).as_bytes()).is_err());
}

#[test]
fn a_refusal_is_a_sentence() {
    let sentence = |text: &str| read::<Form>(text.as_bytes()).map_err(|error| alloc::format!("{error}"));
    assert_eq!(sentence("{}"), Err("missing member: number".into()));
    assert_eq!(sentence(r#"{"number":true}"#), Err("a value is of the wrong type".into()));
    assert_eq!(sentence("roots"), Err("it is not JSON".into()));
}

/// What JSON is made of, and what it is not.
const PIECES: [&str; 26] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    " ",
    "\"a\"",
    "\"number\":",
    "\"number\":1",
    "\"list\":[",
    "\"text\":\"b\"",
    "\"\\u00e9\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud83d\"",
    "\"",
    "\\",
    "0",
    "-1",
    "1.5",
    "1e-3",
    "01",
    "1.",
    "true",
    "null",
    "nul",
];

proptest! {
    #[test]
    fn both_agree_on_what_is_json(pieces in proptest::collection::vec(select(&PIECES[..]), 0..12)) {
        let text = pieces.concat();
        prop_assert_eq!(
            read::<IgnoredAny>(text.as_bytes()).is_ok(),
            serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "{}", text
        );
    }

    #[test]
    fn texts_come_back_as_they_were_written(text in any::<String>()) {
        let written = serde_json::to_string(&text).expect("JSON");
        prop_assert_eq!(read::<String>(written.as_bytes()), Ok(text));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>()) {
        let _ = read::<IgnoredAny>(&bytes);
    }
}
