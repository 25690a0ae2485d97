//! The program as an operator meets it.

use std::path::Path;
use std::process::{Command, Output};

fn haetae_keys(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_haetae-keys")).current_dir(directory).args(arguments).output().expect("it starts")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn init_says_what_belongs_where_and_show_lists_it() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["init", "--out", "made", "--issuer", "Test 1", "--roots", "2", "--now", "1792152000"];
    let made = haetae_keys(directory.path(), &arguments);
    assert!(made.status.success(), "{}", text(&made.stderr));
    for words in ["made/roots.json", "made/trust-list", "made/node", "made/keys.passphrase", "ROOT KEYS"] {
        assert!(text(&made.stdout).contains(words), "{words}: {}", text(&made.stdout));
    }

    let shown = haetae_keys(directory.path(), &["show", "made"]);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    let lines: Vec<&str> = text(&shown.stdout).lines().collect();
    assert!(lines[0].contains("version 1, issued 2026-10-16T12:00Z, expires 2027-07-16T12:00Z"), "{}", lines[0]);
    let rows = &lines[3..];
    assert_eq!(rows.len(), 7);
    assert!(rows.iter().all(|row| row.contains("  yes")), "{rows:?}");
    assert!(rows[1].contains("phone-passes  2026-10-14T00:00Z  2027-01-13T00:00Z  yes   Test 1"), "{}", rows[1]);

    std::fs::remove_dir_all(directory.path().join("made/node")).unwrap();
    let shown = haetae_keys(directory.path(), &["show", "made"]);
    assert_eq!(text(&shown.stdout).matches("  no").count(), 7, "{}", text(&shown.stdout));
}

#[test]
fn failures_are_told_on_the_error_stream_with_status_1() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("full")).unwrap();
    std::fs::write(directory.path().join("full/trust-list"), "not one").unwrap();
    for (arguments, words) in [
        (&["init", "--out", "full", "--issuer", "Test"][..], "full is not empty"),
        (&["show", "full"], "full/trust-list: malformed"),
        (&["show", "missing"], "missing/trust-list: "),
    ] {
        let output = haetae_keys(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn usage_errors_have_status_2_and_make_nothing() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["init", "--out", "made"][..],
        &["init", "--out", "made", "--issuer", "a  b"],
        &["init", "--out", "made", "--issuer", "Test", "--threshold", "4"],
        &["init", "--out", "made", "--issuer", "Test", "--threshold", "0"],
        &["init", "--out", "made", "--issuer", "Test", "--window-days", "0"],
        &["init", "--out", "made", "--issuer", "Test", "--now", "yesterday"],
        &["init", "--out", "made", "--issuer", "Test", "--now", "253402300800"],
        &["sign"],
        &[],
    ] {
        let output = haetae_keys(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}
