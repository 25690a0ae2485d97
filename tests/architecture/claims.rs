//! SECURITY.md names a test for each claim: the table of protections and the table of tests hold each other.

use crate::require_none;
use crate::sources::root;

const PROTECTIONS: &str = "\n## What is protected, and how\n";
const TESTS: &str = "\n## Which test shows it\n";

#[test]
fn every_protection_names_tests_that_there_are() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).expect("SECURITY.md");
    assert!(rows(&page, PROTECTIONS).len() > 20 && rows(&page, TESTS).len() > 40, "the tables are found");
    let read = |path: &str| std::fs::read_to_string(root().join(path)).ok();
    require_none(&violations(&page, read));
}

#[test]
fn a_protection_without_a_test_and_a_test_that_is_gone_are_found() {
    let read = |path: &str| match path {
        "tests/good.rs" => Some("#[test]\nfn holds() {}\nfn helper() {}\n".to_owned()),
        "src/store/contract/good.rs" => Some("pub(crate) async fn holds<B: Backend>(backend: &B) {}\n".to_owned()),
        "web/good.test.ts" => Some("it(\"holds: it does\", async () => {});".to_owned()),
        "tests/script" => Some("#!/usr/bin/env bash\n".to_owned()),
        _ => None,
    };
    let page = |protections: &str, tests: &str| {
        format!(
            "{PROTECTIONS}\n| against | by |\n|---|---|\n{protections}\n{TESTS}\n| claim | tests |\n|---|---|\n{tests}"
        )
    };
    let good = "| a thief | `tests/good.rs::holds` `src/store/contract/good.rs::holds` |\n\
                | more | `web/good.test.ts::holds: it does` `tests/script` |\n";
    assert_eq!(violations(&page("| a thief | a lock |\n", good), read), [""; 0]);
    for (protections, tests) in [
        ("| a thief | a lock |\n| a flood | a wall |\n", good),
        ("", "| a thief | words |\n"),
        ("", "| a thief | `tests/good.rs::is_gone` |\n"),
        ("", "| a thief | `tests/good.rs::helper` |\n"),
        ("", "| a thief | `tests/good.rs::hold` |\n"),
        ("", "| a thief | `tests/gone.rs::holds` |\n"),
        ("", "| a thief | `web/good.test.ts::holds` |\n"),
        ("", "| a thief | `tests/no-script` |\n"),
        ("", "| a thief | `tests/good.rs::holds` |\n| a thief | `tests/good.rs::holds` |\n"),
    ] {
        assert_eq!(violations(&page(protections, tests), read).len(), 1, "{protections}{tests}");
    }
}

fn violations(page: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let shown = rows(page, TESTS);
    let mut found = Vec::new();
    for (against, _) in rows(page, PROTECTIONS) {
        if !shown.iter().any(|(claim, _)| *claim == against) {
            found.push(format!("SECURITY.md names no test for: {against}"));
        }
    }
    for (number, (claim, tests)) in shown.iter().enumerate() {
        if shown.iter().take(number).any(|(earlier, _)| earlier == claim) {
            found.push(format!("SECURITY.md has this claim twice: {claim}"));
        }
        let tests: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        if tests.is_empty() {
            found.push(format!("SECURITY.md names no test for: {claim}"));
        }
        let missing = tests.into_iter().filter(|test| !is_there(test, &read));
        found.extend(missing.map(|test| format!("SECURITY.md names a test that does not exist: {test}")));
    }
    found
}

/// The first cell of each row of the first table after a heading, and the others.
pub(crate) fn rows<'page>(page: &'page str, heading: &str) -> Vec<(&'page str, &'page str)> {
    let Some((_, section)) = page.split_once(heading) else { return Vec::new() };
    let lines = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |line: &'page str| {
        let (first, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
        Some((first, rest.trim_end_matches(['|', ' '])))
    };
    lines.skip(2).filter_map(cells).collect()
}

/// `file::test`, or a script that is a test by itself.
pub(crate) fn is_there(test: &str, read: impl Fn(&str) -> Option<String>) -> bool {
    let (path, name) = test.split_once("::").unwrap_or((test, ""));
    let Some(text) = read(path) else { return false };
    if name.is_empty() {
        return text.starts_with("#!");
    }
    if path.ends_with(".ts") {
        return ["it(", "test("].iter().any(|call| text.contains(&format!("{call}\"{name}\"")));
    }
    // The contract of the stores: a macro makes a test of each of its functions.
    let is_test = |before: &str| path.starts_with("src/store/contract/") || is_marked(before);
    let begins = ["(", "<"].map(|end| format!("fn {name}{end}"));
    let mut places = begins.iter().flat_map(|begin| text.match_indices(begin));
    places.any(|(at, _)| is_test(text.get(..at).unwrap_or_default()))
}

/// Whether the attributes in the lines above say that a test follows.
fn is_marked(before: &str) -> bool {
    let above = before.rsplit_once('\n').map_or("", |(above, _)| above);
    let attributes = above.lines().rev().map(str::trim_start).take_while(|line| line.starts_with(['#', '/']));
    attributes.filter(|line| line.starts_with("#[")).any(|line| line.contains("test"))
}
