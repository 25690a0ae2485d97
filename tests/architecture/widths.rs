//! Comments are read on screens that show 120 columns.

use std::path::Path;
use std::process::Command;

use crate::require_none;
use crate::sources::root;

const COLUMNS: usize = 120;

/// How a language writes a comment to the end of a line, and its texts.
#[derive(Clone, Copy)]
struct Language {
    comment: &'static str,
    /// What a whole line of a longer comment begins with.
    whole_lines: &'static [&'static str],
    quotes: &'static [char],
}

const RUST: Language = Language { comment: "//", whole_lines: &["/*", "* "], quotes: &['"'] };
const TYPESCRIPT: Language = Language { comment: "//", whole_lines: &["/*", "* "], quotes: &['"', '\'', '`'] };
const SCRIPT: Language = Language { comment: "#", whole_lines: &[], quotes: &['"', '\''] };

#[test]
fn no_comment_is_wide() {
    let mut found = Vec::new();
    let mut files = 0;
    for path in tracked() {
        // What is deleted and not yet committed is tracked, too.
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        if let Some(language) = language(&path, &text) {
            files += 1;
            found.extend(wide(&path, &text, language));
        }
    }
    assert!(files > 100, "only {files} files: this looks in the wrong place");
    require_none(&found);
}

#[test]
fn a_wide_comment_is_found_wherever_it_stands() {
    let wide_in = |path: &str, line: &str| {
        let text = format!("#!/bin/sh\n{line}\n");
        language(path, &text).is_some_and(|language| !wide(path, &text, language).is_empty())
    };
    let long = "word ".repeat(24);
    for line in ["// ", "    /// ", "//! ", "let a = \"b\"; // ", " * "] {
        assert!(wide_in("a.rs", &format!("{line}{long}")), "{line}");
        assert!(wide_in("a.ts", &format!("{line}{long}")), "{line}");
        assert!(!wide_in("a.rs", line), "{line}");
    }
    for line in ["# ", "a = 'b' # "] {
        assert!(wide_in("a.toml", &format!("{line}{long}")), "{line}");
        assert!(wide_in("tests/run", &format!("{line}{long}")), "{line}");
    }
    // Hangul takes two columns.
    assert!(wide_in("a.rs", &format!("// {}", "가나다 ".repeat(17))));
    assert!(!wide_in("a.rs", &format!("// {}", "가나다 ".repeat(16))));
    for code in [format!("let a = \"{long} // {long}\";"), format!("// https://example.com/{}", "a".repeat(120))] {
        assert!(!wide_in("a.rs", &code), "{code}");
    }
    assert!(!wide_in("a.md", &format!("# {long}")), "a heading is no comment");
}

fn wide(path: &str, text: &str, language: Language) -> Vec<String> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    numbered
        .filter(|(_, line)| columns(line) > COLUMNS && comment_in(line, language).is_some_and(is_breakable))
        .map(|(number, line)| format!("{path}:{number}: a comment of {} columns, more than {COLUMNS}", columns(line)))
        .collect()
}

/// The comment of a line, without what marks it as one.
fn comment_in(line: &str, language: Language) -> Option<&str> {
    let start = line.trim_start();
    if let Some(marker) = language.whole_lines.iter().find(|marker| start.starts_with(**marker)) {
        return start.strip_prefix(marker);
    }
    let mut quote = None;
    let mut escaped = false;
    for (place, character) in line.char_indices() {
        let before = &line[..place];
        let begins = before.is_empty() || before.ends_with(char::is_whitespace);
        match quote {
            _ if escaped => escaped = false,
            Some(_) if character == '\\' => escaped = true,
            Some(open) if character == open => quote = None,
            Some(_) => {}
            None if begins && line[place..].starts_with(language.comment) => {
                return Some(line[place..].trim_start_matches(['/', '!', '#']));
            }
            None if language.quotes.contains(&character) => quote = Some(character),
            None => {}
        }
    }
    None
}

/// A single word, as an address is, cannot be put on two lines.
fn is_breakable(comment: &str) -> bool {
    comment.split_whitespace().count() > 1
}

fn columns(line: &str) -> usize {
    let is_broad = |character: char| {
        matches!(character, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}')
    };
    line.chars().map(|character| if is_broad(character) { 2 } else { 1 }).sum()
}

fn language(path: &str, text: &str) -> Option<Language> {
    let path = Path::new(path);
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => Some(RUST),
        Some("ts" | "tsx" | "js") => Some(TYPESCRIPT),
        Some("toml" | "sh") => Some(SCRIPT),
        // Scripts, what they share, and the Makefile.
        None => text.starts_with('#').then_some(SCRIPT),
        Some(_) => None,
    }
}

/// The paths of all files that git knows.
fn tracked() -> Vec<String> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().expect("git");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").split_terminator('\0').map(str::to_owned).collect()
}
