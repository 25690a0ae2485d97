//! `docs/conformance.md` says what the kit does.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::TOOLS;

const PAGE: &str = include_str!("../../../../docs/conformance.md");

/// The JSON of the page: requests, answers and parts of them.
fn examples() -> Vec<Value> {
    let lines = PAGE.lines().filter_map(|line| line.strip_prefix("    {"));
    lines
        .map(|line| serde_json::from_str(&format!("{{{line}")).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

/// What the adapter says that it can.
fn can() -> BTreeSet<String> {
    let mut adapter = Command::new(TOOLS)
        .arg("conformance-adapter")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let hello = b"{\"id\":1,\"do\":\"hello\",\"protocol\":1}\n";
    adapter.stdin.take().expect("its input").write_all(hello).expect("it reads");
    let output = adapter.wait_with_output().expect("it ends at the end of its input");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("one answer");
    answer["can"].as_array().expect("a list").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

#[test]
fn every_request_is_on_the_page_and_every_example_is_one() {
    let can = can();
    for request in &can {
        assert!(
            PAGE.contains(&format!("| `{request}` |")) || PAGE.contains(&format!("\"do\": \"{request}\"")),
            "{request}"
        );
    }
    let plans = ["fetch_manifest", "fetch_file", "wait"];
    let mut requests = 0;
    for example in examples().iter().filter(|example| example.get("do").is_some()) {
        let what = example["do"].as_str().expect("a text");
        let is_known = can.contains(what) || ["hello", "init", "shutdown"].contains(&what) || plans.contains(&what);
        assert!(is_known, "{what}");
        requests += usize::from(example.get("id").is_some());
    }
    assert!(requests >= 6, "{requests}");
}

#[test]
fn every_option_is_on_the_page() {
    let help = Command::new(TOOLS).args(["conformance", "--help"]).output().expect("it starts");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let of = |text: &str| -> BTreeSet<String> {
        let words = text.split(|character: char| !(character.is_ascii_lowercase() || character == '-'));
        words.filter(|word| word.starts_with("--") && word.len() > 2 && *word != "--help").map(str::to_owned).collect()
    };
    let table: Vec<&str> = PAGE.lines().filter(|line| line.starts_with("| `--")).collect();
    assert_eq!(of(&table.join("\n")), of(&help));
}
