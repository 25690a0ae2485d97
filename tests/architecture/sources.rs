//! The Rust files of the workspace.

use std::path::{Path, PathBuf};

/// Where Rust files are.
const FOLDERS: [&str; 6] = ["fuzz", "src", "keys", "mobile-sdk", "testkit", "tests"];

/// A file, with its path from the root.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// A made-up file.
    pub(crate) fn of(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// Whether this is part of a program, and not of its tests and benchmarks.
    pub(crate) fn ships(&self) -> bool {
        let in_src = self.path.starts_with("src/") || self.path.contains("/src/");
        in_src
            && !self.path.starts_with("testkit/")
            && !self.path.ends_with("/tests.rs")
            && !self.path.contains("/tests/")
    }

    /// The lines that are code, with their numbers from 1. Comments break no rule.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Every line of code that contains one of the words, as a violation.
    pub(crate) fn lines_with(&self, words: &[&str], why: &str) -> Vec<String> {
        self.code()
            .filter_map(|(number, line)| {
                let word = words.iter().find(|word| names(line, word))?;
                Some(format!("{}:{number}: {word}: {why}", self.path))
            })
            .collect()
    }
}

/// Whether a line contains a name as a whole word.
fn names(line: &str, word: &str) -> bool {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    })
}

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file of the workspace.
pub(crate) fn all() -> Vec<Source> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        collect(&root().join(folder), &mut found);
    }
    assert!(found.len() > 100, "only {} files: this looks in the wrong place", found.len());
    found
}

/// The files below a folder.
pub(crate) fn below(folder: &str) -> Vec<Source> {
    let mut files = all();
    files.retain(|file| file.path.starts_with(folder));
    assert!(!files.is_empty(), "{folder} has no files");
    files
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    for path in entries(folder) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !matches!(name, "target" | "node_modules") {
                collect(&path, found);
            }
        } else if name.ends_with(".rs") {
            let relative = path.strip_prefix(root()).expect("below the root").display().to_string();
            found.push(Source { path: relative, text: std::fs::read_to_string(&path).expect("UTF-8") });
        }
    }
}

/// What a folder holds.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    listed.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn a_name_is_found_whole_and_not_in_comments() {
    let source = Source::of("a.rs", "// use axum::Router;\nuse axum::Router;\nlet axum_like = my_axum;\n");
    assert_eq!(source.lines_with(&["axum"], "no"), ["a.rs:2: axum: no"]);
}
