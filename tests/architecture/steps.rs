//! The steps of `tests/run`.

use std::process::{Command, Output};

use crate::crates::metadata;
use crate::require_none;
use crate::sources::root;

fn run(arguments: &[&str]) -> Output {
    Command::new("tests/run").args(arguments).current_dir(root()).output().expect("it starts")
}

#[test]
fn every_test_program_is_in_a_step() {
    let script = std::fs::read_to_string(root().join("tests/run")).expect("the script");
    let words: Vec<&str> =
        script.lines().filter(|line| line.contains(" suite ")).flat_map(str::split_whitespace).collect();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let targets = packages.iter().flat_map(|package| package["targets"].as_array().expect("targets"));
    let tests =
        targets.filter(|target| target["kind"][0] == "test").map(|target| target["name"].as_str().expect("a name"));
    let missing: Vec<String> =
        tests.filter(|name| !words.contains(name)).map(|name| format!("no step of tests/run runs {name}")).collect();
    require_none(&missing);
}

#[test]
fn an_unknown_step_is_named_with_those_that_there_are() {
    let listed = run(&["--list"]);
    assert!(listed.status.success(), "{listed:?}");
    let names = String::from_utf8(listed.stdout).expect("UTF-8");
    assert!(names.lines().count() > 10 && names.contains("Formatting"), "{names}");

    let refused = run(&["--only", "formatting", "--only", "no such step"]);
    let said = String::from_utf8(refused.stderr).expect("UTF-8");
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("'no such step'") && names.lines().all(|name| said.contains(name)), "{said}");
    assert!(refused.stdout.is_empty(), "nothing runs: {:?}", String::from_utf8_lossy(&refused.stdout));
}
