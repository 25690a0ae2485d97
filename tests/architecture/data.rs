//! Tests that every vector is used.

use crate::require_none;
use crate::sources::{Source, below, entries, root};

#[test]
fn every_file_of_vectors_is_read_by_the_conformance_tests() {
    let names: Vec<String> = entries(&root().join("tests/vectors"))
        .iter()
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .filter(|name| name.ends_with(".json"))
        .collect();
    assert!(!names.is_empty(), "there are no vectors");
    require_none(&unused(&names, &below("tests/conformance/")));
}

#[test]
fn an_unused_file_is_found() {
    let tests = [Source::of("tests/conformance/checks.rs", "const FILE: &str = \"checks.json\";\n// \"rules.json\"\n")];
    assert_eq!(unused(&["checks.json".to_owned()], &tests), [""; 0]);
    assert_eq!(unused(&["rules.json".to_owned()], &tests).len(), 1);
}

fn unused(names: &[String], tests: &[Source]) -> Vec<String> {
    let is_read = |name: &str| {
        let quoted = format!("\"{name}\"");
        tests.iter().any(|test| test.code().any(|(_, line)| line.contains(&quoted)))
    };
    let unused = names.iter().filter(|name| !is_read(name));
    unused.map(|name| format!("tests/vectors/{name}: no conformance test reads it")).collect()
}
