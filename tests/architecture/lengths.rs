//! Tests that files are short.

use crate::require_none;
use crate::sources::{Source, all};

const LINES: usize = 400;

#[test]
fn no_file_is_long() {
    require_none(&long(&all()));
}

#[test]
fn a_long_file_is_found() {
    let file = |path: &str, lines: usize| Source::of(path, &"\n".repeat(lines));
    assert_eq!(long(&[file("src/new.rs", LINES)]), [""; 0]);
    assert_eq!(long(&[file("src/new.rs", LINES + 1)]), ["src/new.rs: 401 lines, more than 400"]);
    assert_eq!(long(&[file("tests/generated/new.rs", LINES + 1)]), [""; 0]);
}

fn long(files: &[Source]) -> Vec<String> {
    let written = files.iter().filter(|file| !file.path.starts_with("tests/generated/"));
    let lengths = written.map(|file| (&file.path, file.text.lines().count()));
    lengths
        .filter(|(_, lines)| *lines > LINES)
        .map(|(path, lines)| format!("{path}: {lines} lines, more than {LINES}"))
        .collect()
}
