//! Tests that every version is stated once.

use toml::{Table, Value};

use crate::require_none;
use crate::sources::{entries, root};

/// Sections of a manifest that name other crates.
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

#[test]
fn versions_are_stated_in_the_workspace_only() {
    let manifests = manifests();
    assert!(manifests.len() >= 3, "{} manifests", manifests.len());
    for (path, manifest) in manifests {
        require_none(&versions(&path, &manifest));
    }
}

#[test]
fn a_version_elsewhere_is_found() {
    for manifest in [
        "[dependencies]\nserde = '1'",
        "[dependencies]\nserde = { version = '1' }",
        "[dev-dependencies]\nserde = { git = 'https://example.com' }",
        "[build-dependencies.serde]\nversion = '1'",
        "[target.'cfg(unix)'.dependencies]\nserde = '1'",
    ] {
        assert_eq!(versions("Cargo.toml", &manifest.parse().expect("TOML")).len(), 1, "{manifest}");
    }
    let in_order = "[workspace.dependencies]\nserde = '1'\n[dependencies]\nserde = { workspace = true, features = [] }";
    assert_eq!(versions("Cargo.toml", &in_order.parse().expect("TOML")), [""; 0]);
}

fn versions(path: &str, manifest: &Table) -> Vec<String> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let tables = targets.into_iter().flat_map(|targets| targets.values().filter_map(Value::as_table));
    let mut found = Vec::new();
    for table in std::iter::once(manifest).chain(tables) {
        let sections = DEPENDENCIES.iter().filter_map(|section| table.get(*section)).filter_map(Value::as_table);
        for (name, dependency) in sections.flatten() {
            if dependency.get("workspace") != Some(&Value::Boolean(true)) {
                found.push(format!("{path}: {name}: its version belongs into [workspace.dependencies]"));
            }
        }
    }
    found
}

/// The manifests of all members, and the root's.
fn manifests() -> Vec<(String, Table)> {
    let read = |path: &str| -> Table {
        let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        text.parse().unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let top = read("Cargo.toml");
    let members = top["workspace"]["members"].as_array().expect("members").clone();
    let mut manifests = vec![("Cargo.toml".to_owned(), top)];
    for member in members.iter().filter_map(Value::as_str) {
        assert!(!member.contains('*') && !entries(&root().join(member)).is_empty(), "{member}");
        let path = format!("{member}/Cargo.toml");
        manifests.push((path.clone(), read(&path)));
    }
    manifests
}
