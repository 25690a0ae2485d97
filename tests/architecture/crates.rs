//! Tests the dependencies between crates.

use std::process::Command;

use serde_json::{Value, json};

use crate::require_none;
use crate::sources::{Source, below, root};

/// Which of our own crates a crate may depend on.
const OURS: [(&str, &[&str]); 11] = [
    ("haetae-core", &[]),
    ("haetae-ffi", &["haetae-core", "haetae-reader"]),
    ("haetae-instructions", &["haetae-core"]),
    ("haetae-keys", &["haetae-core"]),
    ("haetae-loadtest", &["haetae-core"]),
    ("haetae-reader", &[]),
    ("haetae-sdk-tools", &["haetae-core"]),
    ("haetae-wasm", &["haetae-core", "haetae-reader"]),
    ("haetae", &["haetae-core", "haetae-keys", "haetae-reader"]),
    ("haetae-fuzz", &["haetae", "haetae-core", "haetae-keys", TESTKIT]),
    (TESTKIT, &["haetae", "haetae-core", "haetae-keys"]),
];

/// What tests share: any crate's tests may depend on it, and nothing else may.
const TESTKIT: &str = "haetae-testkit";

/// What the core is built from: no clock, no random numbers, no files, no network, no runtime.
const CORE: [&str; 10] = [
    "base64ct",
    "ed25519-dalek",
    "minicbor",
    "miniz_oxide",
    "p256",
    "qrcodegen-no-heap",
    "raptorq",
    "serde",
    "serde_json",
    "sha2",
];

#[test]
fn crates_depend_only_on_what_they_may() {
    require_none(&violations(&metadata()));
}

#[test]
fn the_core_is_no_std() {
    require_none(&std_in_core(&below("mobile-sdk/core/src/")));
}

#[test]
fn a_new_arrow_is_found() {
    let package = |name: &str, dependency: &str, kind: Value| json!({ "packages": [{ "name": name, "dependencies": [{ "name": dependency, "kind": kind }] }] });
    for (name, dependency) in [
        ("haetae-core", "tokio"),
        ("haetae-core", "haetae-keys"),
        ("haetae-keys", "haetae"),
        ("haetae-ffi", "haetae-wasm"),
        ("haetae-wasm", "haetae-keys"),
        ("new", "haetae-core"),
    ] {
        assert_eq!(violations(&package(name, dependency, Value::Null)).len(), 1, "{name} -> {dependency}");
        assert_eq!(violations(&package(name, dependency, "build".into())).len(), 1, "{name} -> {dependency}");
    }
    for name in ["haetae", "haetae-core", "haetae-keys"] {
        assert_eq!(violations(&package(name, TESTKIT, "dev".into())), [""; 0], "{name}");
        assert_eq!(violations(&package(name, TESTKIT, Value::Null)).len(), 1, "{name}");
        assert_eq!(violations(&package(name, TESTKIT, "build".into())).len(), 1, "{name}");
    }
    assert_eq!(violations(&package("haetae-core", "proptest", "dev".into())), [""; 0]);

    let with_std = Source::of("mobile-sdk/core/src/lib.rs", "#![no_std]\nextern crate std;\n");
    assert_eq!(std_in_core(&[with_std]).len(), 1);
    assert_eq!(std_in_core(&[Source::of("mobile-sdk/core/src/lib.rs", "use std::fs;\n")]).len(), 2);
}

fn violations(metadata: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        let allowed = OURS.iter().find(|(ours, _)| *ours == name).map_or(&[][..], |(_, allowed)| allowed);
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let other = dependency["name"].as_str().expect("a name");
            let ours = other.starts_with("haetae");
            let for_tests = dependency["kind"] == "dev";
            let is_shared_by_tests = other == TESTKIT && for_tests;
            if ours && !is_shared_by_tests && !allowed.contains(&other) {
                found.push(format!("{name} -> {other}: no such arrow between our crates"));
            } else if name == "haetae-core" && !for_tests && !CORE.contains(&other) {
                found.push(format!("{name} -> {other}: the core takes no other crates"));
            }
        }
    }
    found
}

fn std_in_core(files: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.ships()) {
        if file.path.ends_with("/lib.rs") && !file.code().any(|(_, line)| line == "#![no_std]") {
            found.push(format!("{}: #![no_std] is missing", file.path));
        }
        let code: String = file.text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        found.extend(Source::of(&file.path, &code).lines_with(&["std"], "the core has no standard library"));
    }
    found
}

/// What cargo knows of the workspace.
pub(crate) fn metadata() -> Value {
    let arguments = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}
