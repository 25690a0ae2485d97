//! The program as an operator uses it.

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
    // 26 weeks: a key and a spare each, seven for paper, three for lists and for rules; a key for each day's visits.
    assert_eq!(rows.len(), 2 * (26 + 7 + 3 + 3) + 182);
    let held = rows.iter().filter(|row| row.contains("  yes")).count();
    assert_eq!(held, 6 + 2 + 1 + 1, "what begins within 35 days: {rows:?}");
    let first = rows.iter().find(|row| row.contains("phone-passes") && row.contains("  yes")).expect("a key");
    assert!(first.contains("phone-passes  2026-10-14T00:00Z  2026-10-21T00:00Z  yes   Test 1"), "{first}");

    let json = haetae_keys(directory.path(), &["show", "made", "--json"]);
    let json: serde_json::Value = serde_json::from_str(text(&json.stdout)).unwrap();
    let names = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(names(&json), "expires issued keys version");
    assert_eq!(json["keys"].as_array().unwrap().len(), rows.len());
    assert_eq!(names(&json["keys"][0]), "from held issuer kid role until");
    assert_eq!(json["keys"].as_array().unwrap().iter().filter(|key| key["held"] == true).count(), 6 + 2 + 1 + 1);

    std::fs::remove_dir_all(directory.path().join("made/node")).unwrap();
    let shown = haetae_keys(directory.path(), &["show", "made"]);
    assert_eq!(text(&shown.stdout).matches("  no").count(), rows.len(), "{}", text(&shown.stdout));
}

const COMMANDS: [&[&str]; 13] = [
    &[],
    &["init"],
    &["show"],
    &["root"],
    &["root", "init"],
    &["root", "set"],
    &["root", "sign"],
    &["root", "combine"],
    &["root", "transcript"],
    &["vault"],
    &["vault", "init"],
    &["vault", "draw"],
    &["man"],
];

#[test]
fn help_completions_and_man_pages_know_every_command() {
    let directory = tempfile::tempdir().unwrap();
    let script = haetae_keys(directory.path(), &["completions", "bash"]);
    assert!(script.status.success());
    let man = haetae_keys(directory.path(), &["man", "--out", "pages"]);
    assert!(man.status.success() && text(&man.stdout).contains("pages/haetae-keys.1"), "{man:?}");
    for command in COMMANDS {
        let help = haetae_keys(directory.path(), &[command, &["--help"]].concat());
        assert!(text(&help.stdout).contains("Exit status: 0 done, 1 failure, 2 wrong usage"), "{command:?}");
        assert!(text(&script.stdout).contains(command.last().unwrap_or(&"haetae-keys")), "{command:?}");
        let page = format!("pages/{}.1", [&["haetae-keys"][..], command].concat().join("-"));
        assert!(std::fs::read_to_string(directory.path().join(&page)).unwrap().contains("Exit status"), "{page}");
    }
}

#[test]
fn failures_are_reported_on_the_error_stream_with_status_1() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("full")).unwrap();
    std::fs::write(directory.path().join("full/trust-list"), "not one").unwrap();
    for (arguments, words) in [
        (&["init", "--out", "full", "--issuer", "Test"][..], "full is not empty"),
        (&["show", "full"], "full/trust-list: malformed"),
        (&["show", "missing"], "missing/trust-list: "),
        (&["init", "--out", "missing/made", "--issuer", "Test"], "missing: "),
        (&["man", "--out", "missing/pages"], "missing/pages: "),
        (&["man", "--out", "full/trust-list"], "full/trust-list: "),
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
        &["init", "--out", "made", "--issuer", "Test", "--weeks", "5"],
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

#[test]
fn a_vault_takes_generated_keys_and_the_key_file_goes_to_the_node() {
    let directory = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| haetae_keys(directory.path(), arguments);
    std::fs::write(directory.path().join("passphrase"), "a passphrase of tests\n").unwrap();
    let made = run(&["vault", "init", "--out", "vault", "--passphrase-file", "passphrase", "--work", "1"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let draw = |more: &[&str]| run(&[&["vault", "draw", "--vault", "vault", "--now", "1792152000"], more].concat());
    let generated = draw(&["--from", "2026-12-01", "--weeks", "6", "--issuer", "Test 1", "--out", "keys.json"]);
    assert!(generated.status.success(), "{}", text(&generated.stderr));
    let printed = text(&generated.stdout);
    assert!(
        printed.contains("phone-passes   12 keys,  6 of them spares, 2026-12-01T00:00Z to 2027-01-12T00:00Z"),
        "{printed}"
    );
    let file = std::fs::read(directory.path().join("keys.json")).unwrap();
    let keys = haetae_keys::planning::KeyFile::read(&file).unwrap();
    let vault = haetae_keys::SealedFolder::open(&directory.path().join("vault")).unwrap();
    assert_eq!(vault.kids().unwrap().len(), keys.keys().len());

    for (more, words) in [
        (
            &["--from", "2026-12-01", "--issuer", "Test 1", "--out", "keys.json"][..],
            "keys.json: the file exists already",
        ),
        (&["--from", "2026-12-01", "--out", "more.json"], "name the issuer with --issuer"),
        (&["--trust-list", "keys.json", "--out", "more.json"], "keys.json: malformed"),
    ] {
        let refused = draw(more);
        assert_eq!(refused.status.code(), Some(1), "{more:?}");
        assert!(text(&refused.stderr).contains(words), "{}", text(&refused.stderr));
    }
    assert_eq!(vault.kids().unwrap().len(), keys.keys().len(), "nothing was generated");
}
