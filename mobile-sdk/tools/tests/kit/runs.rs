//! Runs over this implementation.

use serde_json::{Value, json};

use crate::{Run, own_vectors, vectors};

fn cases(file: &Value, name: &str) -> usize {
    file[name].as_array().expect(name).len()
}

#[test]
fn this_implementation_passes_everything_that_it_has() {
    let run = Run::of_adapter(&[]);
    assert_eq!((run.status, run.names("failed")), (Some(0), [].into()), "{}", run.output);
    let report = run.report();
    let sections = report["sections"].as_array().expect("sections");
    let passed = |file: &str, name: &str| {
        let section = sections.iter().find(|section| section["file"] == file && section["name"] == name);
        section.expect(name)["passed"].as_u64().expect("a number")
    };
    let [checks, rules] = ["checks.json", "rules.json"].map(vectors);
    let of_scanners = |file: &Value| {
        let scanners = file["checks"].as_array().expect("scanners");
        // And one for what each scanner says to its data.
        scanners.iter().map(|scanner| cases(scanner, "cases") + 1).sum::<usize>()
    };
    let expected = [
        ("protocol", "requests", 3),
        ("trust.json", "lists", cases(&vectors("trust.json"), "cases")),
        ("store.json", "bundles", cases(&vectors("store.json"), "cases")),
        ("store.json", "restarts", cases(&vectors("store.json"), "cases")),
        ("checks.json", "codes", cases(&checks, "cases") + 1 + of_scanners(&checks)),
        ("scanner.json", "scripts", cases(&vectors("scanner.json"), "cases")),
        ("rules.json", "codes", of_scanners(&rules)),
        ("rules.json", "logic", cases(&rules, "logic")),
        ("rules.json", "good_until", cases(&rules, "good_until")),
    ];
    for (file, name, cases) in expected {
        assert_eq!(passed(file, name), cases as u64, "{file}/{name}");
    }
    let stores = vectors("store.json");
    let with_state = stores["cases"].as_array().expect("cases").iter();
    let says = |case: &&Value| case["steps"].as_array().expect("steps").iter().any(|step| step.get("old").is_some());
    let with_state = with_state.filter(says).count() as u64;
    for member in ["floor", "in_force", "waiting", "old", "probes"] {
        assert_eq!(passed("store.json", member), with_state, "{member}");
    }
    assert!(passed("checks.json", "phones") > 80);
    // It issues nothing.
    assert_eq!(run.cases("not_covered").len(), cases(&checks, "status_indices"));
    assert!(run.output.contains("NOT COVERED checks.json/indices: "), "{}", run.output);
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let [once, again] = [0, 1].map(|_| Run::of_adapter(&["--only", "trust.json", "--only", "checks.json/phones"]));
    assert_eq!(once.output, again.output);
    for file in ["report.json", "report.md", "table.txt", "badge.svg"] {
        assert_eq!(once.file(file), again.file(file), "{file}");
    }
    assert!(once.output.starts_with("Haetae for Rust "));
    assert!(!once.file("table.txt").contains("Haetae"), "tables of two implementations are compared");
    assert!(once.output.ends_with(&once.file("table.txt")));
    let lists = cases(&vectors("trust.json"), "cases");
    let progress = format!("trust.json/lists: {lists} passed, 0 failed, 0 not covered");
    assert!(once.errors.contains(&progress), "{}", once.errors);
}

#[test]
fn a_folder_takes_the_place_of_what_is_built_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut trust = vectors("trust.json");
    trust["cases"][0]["steps"][0]["outcome"] = json!("conflict");
    std::fs::write(folder.path().join("trust.json"), trust.to_string()).expect("a file");
    let path = folder.path().to_str().expect("UTF-8");
    let run = Run::of_adapter(&["--vectors", path]);
    assert_eq!((run.status, run.names("failed")), (Some(1), ["first-list".to_owned()].into()));
    assert!(run.output.contains("FAILED trust.json/lists: first-list\n  why       first list\n  expected  step 1: conflict\n  got       step 1: taken\n"), "{}", run.output);
    assert!(run.output.contains("checks.json is not in this folder"));

    std::fs::copy(own_vectors().join("trust.json"), folder.path().join("trust.json")).expect("a file");
    assert_eq!(Run::of_adapter(&["--vectors", path]).status, Some(0));
}

#[test]
fn folders_and_names_that_are_none_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let refused = |arguments: &[&str], why: &str| {
        let run = Run::of_adapter(arguments);
        assert_eq!(run.status, Some(2), "{}", run.output);
        assert!(run.errors.contains(why), "{}", run.errors);
    };
    refused(&["--vectors", path], "has none of the vector files (trust.json, store.json");
    std::fs::write(folder.path().join("rules.json"), "{}").expect("a file");
    refused(&["--vectors", path], "rules.json does not have the form of a vector file");
    refused(&["--only", "checks"], "there is no checks: there are protocol/requests, trust.json/lists,");
    let run = Run::of(&[], &["./no-such-program"]);
    assert_eq!(run.status, Some(2));
    assert!(run.errors.contains("cannot start ./no-such-program"), "{}", run.errors);
}

#[test]
fn what_an_implementation_does_not_have_is_not_covered() {
    let only = ["--only", "checks.json/phones", "--only", "trust.json"];
    let run = Run::of_script(&only, r#""$1" conformance-adapter | sed -u 's/"present",//'"#);
    assert_eq!(run.status, Some(0), "{}", run.output);
    let uncovered = run.cases("not_covered");
    assert!(!uncovered.is_empty());
    for case in uncovered {
        assert_eq!(case["why"], "it does not answer present");
    }
    // One that answers nothing has not passed.
    let run =
        Run::of_script(&["--only", "trust.json"], r#""$1" conformance-adapter | sed -u 's/"can":\[[^]]*\]/"can":[]/'"#);
    assert_eq!((run.status, run.names("passed")), (Some(1), [].into()), "{}", run.output);
}

#[test]
fn only_some_messages_of_a_code_with_a_policy_are_shown() {
    let script = r#""$1" conformance-adapter | sed -u 's/"messages":\[[^]]*\]/"messages":[]/'"#;
    let run = Run::of_script(&["--only", "rules.json/codes"], script);
    let rules = vectors("rules.json");
    let mut expected = std::collections::BTreeSet::new();
    for scanner in rules["checks"].as_array().expect("scanners") {
        for case in scanner["cases"].as_array().expect("cases").iter().filter(|case| case.get("messages").is_some()) {
            expected.insert(format!(
                "{}/{}",
                scanner["name"].as_str().expect("a name"),
                case["name"].as_str().expect("a name")
            ));
        }
    }
    assert!(!expected.is_empty());
    assert_eq!(run.names("failed"), expected);
}
