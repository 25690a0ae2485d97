use proptest::prelude::*;

use super::*;

#[test]
fn each_value_knows_where_it_stands() {
    let text = "{\n  \"가\": [1,\n    \"b\"], \"c\": {\"d\": true}\n}";
    let document = Document::read(text).expect("JSON");
    let items = document.root.member("가").expect("the member").items();
    assert_eq!(document.place(items[1].span.start), Place { line: 3, column: 5 });
    assert_eq!(document.source(&items[1]), "\"b\"");
    let name = &document.root.members()[0];
    assert_eq!(document.place(name.value.span.start).to_string(), "2:8", "columns count characters");
    assert_eq!(document.source(document.root.member("c").expect("c")), "{\"d\": true}");
}

#[test]
fn what_is_not_json_is_pointed_at() {
    for (text, line, column) in [
        ("", 1, 1),
        ("{\n\"a\": 1,\n}", 3, 1),
        ("{\"a\" 1}", 1, 6),
        ("[1 2]", 1, 4),
        ("[01]", 1, 2),
        ("[1.]", 1, 2),
        ("[tru]", 1, 2),
        ("{\"a\": \"b", 1, 7),
        ("{\"a\": \"b\nc\"}", 1, 9),
        ("[\"\\x\"]", 1, 2),
        ("{} {}", 1, 4),
        ("\u{FEFF}{}", 1, 1),
    ] {
        let flaw = Document::read(text).expect_err(text);
        assert_eq!(Place::of(text, flaw.at), Place { line, column }, "{text}: {}", flaw.what);
    }
    let deep = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(Document::read(&deep(128)).is_ok());
    assert!(Document::read(&deep(129)).is_err());
}

#[test]
fn all_that_is_json_but_not_for_rules_is_found_at_once() {
    let text = r#"{"a": 1.5, "b": [-0, 9007199254740992, 1e400], "\u0061": 2, "c": "\ud800"}"#;
    let document = Document::read(text).expect("JSON");
    let columns: Vec<usize> = document.flaws.iter().map(|flaw| document.place(flaw.at).column).collect();
    assert_eq!(columns, [7, 18, 22, 40, 48, 66], "{:?}", document.flaws);
    assert!(document.is_flawed(document.root.member("b").expect("b")));
}

proptest! {
    #[test]
    fn it_reads_what_another_reader_reads(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "{", "}", "[", "]", ":", ",", " ", "\"a\"", "\"a\":", "0", "-1", "1.5", "1e3", "01", "true", "nul", "null",
            "\"\\ud83d\\ude00\"", "\"", "\\",
        ]), 0..12)
    ) {
        let text = pieces.concat();
        prop_assert_eq!(
            Document::read(&text).is_ok(),
            serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "{}", text
        );
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Document::read(&text);
    }
}
