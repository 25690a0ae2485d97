//! The Helm chart is read, not rendered: there is no helm in the tests.

use std::collections::BTreeSet;
use std::path::PathBuf;

use haetae::config::Config;

use crate::{deployed, text};

/// The service takes this value, given as `SECTION__KEY`.
pub(crate) fn require_setting(key: &str, value: &str) {
    let variable = (format!("HAETAE__{key}"), value.to_owned());
    Config::load(std::path::Path::new("/nonexistent"), [variable], [])
        .unwrap_or_else(|problems| panic!("{key}: {problems}"));
}

fn templates() -> Vec<(PathBuf, String)> {
    let files = std::fs::read_dir(deployed("helm/haetae/templates")).expect("a folder");
    let files = files.map(|file| file.expect("a file").path());
    files.map(|path| (path.clone(), std::fs::read_to_string(path).expect("text"))).collect()
}

/// The paths of all values, from their indentation: `image.tag`.
fn values() -> BTreeSet<String> {
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut found = BTreeSet::new();
    for line in text("helm/haetae/values.yaml").lines() {
        let name = line.trim_start();
        let Some((key, _)) = name.split_once(':').filter(|_| !name.starts_with('#')) else { continue };
        let depth = line.len() - name.len();
        path.retain(|(other, _)| *other < depth);
        path.push((depth, key.to_owned()));
        found.insert(path.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>().join("."));
    }
    found
}

/// What stands between the braces of a template.
fn actions(text: &str) -> Vec<&str> {
    let parts = text.split("{{").skip(1);
    parts.map(|part| part.split_once("}}").expect("braces that close").0.trim_matches('-').trim()).collect()
}

#[test]
fn every_value_is_there_and_used() {
    let values = values();
    assert!(values.contains("image.tag") && values.contains("replicas"), "{values:?}");
    let mut used = BTreeSet::new();
    for (path, text) in templates() {
        for action in actions(&text) {
            for word in action.split(|character: char| !(character.is_alphanumeric() || character == '.')) {
                let Some(value) = word.strip_prefix(".Values.") else { continue };
                assert!(values.contains(value), "{}: there is no value {value}", path.display());
                used.insert(value.to_owned());
            }
        }
    }
    let is_used = |value: &String| {
        used.iter().any(|other| {
            other == value || value.starts_with(&format!("{other}.")) || other.starts_with(&format!("{value}."))
        })
    };
    let unused: Vec<&String> = values.iter().filter(|value| !is_used(value)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn every_block_of_a_template_ends_and_every_name_is_defined() {
    let templates = templates();
    let all: String = templates.iter().map(|(_, text)| text.as_str()).collect();
    for (path, text) in &templates {
        let mut depth = 0_i32;
        for action in actions(text) {
            match action.split(' ').next().unwrap_or_default() {
                "if" | "range" | "with" | "define" => depth += 1,
                "end" => depth -= 1,
                "include" => {
                    let name = action.split('"').nth(1).expect("a name");
                    assert!(all.contains(&format!("define \"{name}\"")), "{}: {name}", path.display());
                }
                _ => {}
            }
            assert!(depth >= 0, "{}: {action}", path.display());
        }
        assert_eq!(depth, 0, "{}", path.display());
    }
}

#[test]
fn nodes_run_without_rights_on_a_file_system_that_they_cannot_write() {
    let set = text("helm/haetae/templates/statefulset.yaml");
    for rule in [
        "runAsNonRoot: true",
        "readOnlyRootFilesystem: true",
        "allowPrivilegeEscalation: false",
        "drop: [\"ALL\"]",
        "type: RuntimeDefault",
        "automountServiceAccountToken: false",
    ] {
        assert!(set.contains(rule), "{rule}");
    }
    let names = set.lines().filter_map(|line| line.trim().strip_prefix("- name: HAETAE__"));
    let mut settings = 0;
    for key in names {
        let value = match key {
            "SERVICE__PUBLIC_LISTEN" | "SERVICE__OPERATOR_LISTEN" => "0.0.0.0:1",
            "SERVICE__TRUSTED_PROXIES" => r#"["10.0.0.0/8"]"#,
            "SERVICE__PATH_PREFIX" => "/pass",
            "WEB__ORIGIN" => "https://pass.example",
            "LOG__FORMAT" => "json",
            _ => "1",
        };
        require_setting(key, value);
        settings += 1;
    }
    assert!(settings > 5, "{settings}");
}
