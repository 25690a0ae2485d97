//! docs/reliability.md: each promise names tests that exist, and each promise of a scenario stands in it.

use std::collections::BTreeMap;
use std::fs::read_to_string;

use crate::claims::{is_there, rows};
use crate::require_none;
use crate::sources::{entries, root};

const PAGE: &str = "docs/reliability.md";
/// Its tables of promises.
const TABLES: [&str; 2] = ["\n## What happens when something breaks\n", "\n## What is broken while clients work\n"];
/// Its table of what no test shows, with the reason.
const UNSHOWN: &str = "\n## What no test shows\n";
const SCENARIOS: &str = "tests/faults/scenarios/";
/// The tests that run them.
const RUNNERS: &str = "tests/faults/main.rs";

#[test]
fn every_promise_names_tests_that_there_are() {
    let page = read_to_string(root().join(PAGE)).expect(PAGE);
    assert!(TABLES.iter().all(|table| rows(&page, table).len() > 15) && !rows(&page, UNSHOWN).is_empty());
    let read = |path: &str| read_to_string(root().join(path)).ok();
    require_none(&violations(&page, &scenarios(), read));
}

#[test]
fn a_promise_without_its_test_or_its_words_is_found() {
    let scenario = "[[faults]]\npromise = \"All is well.\"\n";
    let scenarios = BTreeMap::from([("good".to_owned(), scenario.to_owned())]);
    let read = |path: &str| match path {
        "tests/good.rs" => Some("#[test]\nfn holds() {}\n".to_owned()),
        RUNNERS => Some("run(Scenario::named(\"good\")).await;\n".to_owned()),
        "tests/faults/scenarios/good.toml" | "tests/faults/scenarios/idle.toml" => Some(scenario.to_owned()),
        _ => None,
    };
    let page = |first: &str, second: &str| {
        let table = |heading: &str, row: &str| format!("{heading}\n| what | promise | tests |\n|---|---|---|\n{row}\n");
        table(TABLES[0], first) + &table(TABLES[1], second)
    };
    let good = "| a part | All is well. | `tests/good.rs::holds` `tests/faults/scenarios/good.toml` |";
    assert_eq!(violations(&page(good, good), &scenarios, read), [""; 0]);
    for bad in [
        "| a part | All is well. | words |",
        "| a part | All is well. | `tests/good.rs::is_gone` |",
        "| a part | All is well. | `tests/faults/scenarios/gone.toml` |",
        "| a part | All is well. | `tests/faults/scenarios/idle.toml` |",
    ] {
        assert_eq!(violations(&page(good, bad), &scenarios, read).len(), 1, "{bad}");
    }
    let other = "| a part | All is fine. | `tests/good.rs::holds` |";
    assert_eq!(violations(&page(other, other), &scenarios, read).len(), 1);
}

fn violations(page: &str, scenarios: &BTreeMap<String, String>, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (what, promise) in TABLES.iter().flat_map(|table| rows(page, table)) {
        let tests: Vec<&str> = promise.split('`').skip(1).step_by(2).filter(|text| text.contains('/')).collect();
        if tests.is_empty() {
            found.push(format!("{PAGE} names no test for: {what}"));
        }
        let missing = tests.into_iter().filter(|test| !shows(test, &read));
        found.extend(missing.map(|test| format!("{PAGE} names a test that does not exist: {test}")));
    }
    let promises = scenarios.iter().flat_map(|(name, text)| {
        let promises = text.lines().filter_map(|line| line.strip_prefix("promise = \"")?.strip_suffix('"'));
        promises.map(move |promise| (name, promise))
    });
    for (name, promise) in promises.filter(|(_, promise)| !page.contains(promise)) {
        found.push(format!("{PAGE} lacks a promise of the scenario {name}: {promise}"));
    }
    found
}

/// A test, or a scenario that a test runs.
fn shows(test: &str, read: impl Fn(&str) -> Option<String>) -> bool {
    let Some(name) = test.strip_prefix(SCENARIOS).and_then(|file| file.strip_suffix(".toml")) else {
        return is_there(test, read);
    };
    let is_run = read(RUNNERS).is_some_and(|text| text.contains(&format!("Scenario::named(\"{name}\")")));
    is_run && read(test).is_some()
}

/// The scenarios by their names.
fn scenarios() -> BTreeMap<String, String> {
    let files = entries(&root().join(SCENARIOS));
    let named = files.into_iter().filter_map(|path| {
        let name = path.file_stem()?.to_str()?.to_owned();
        Some((name, read_to_string(&path).ok()?))
    });
    named.collect()
}
