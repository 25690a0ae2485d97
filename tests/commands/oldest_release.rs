//! A set that the oldest supported release would not accept is not published.

use std::os::unix::fs::PermissionsExt as _;

use crate::place::{Place, program};
use crate::running::Service;

const VARIABLE: &str = "HAETAE__PUBLISHING__OLDEST_RELEASE";
const PUBLISH: [&str; 5] = ["publish", "--data", "data", "--out", "site"];
const RULES: &str = include_str!("../../deploy/local/rules/korea-2021.json");
const CHECK: [&str; 4] = ["trust", "check", "--roots", "data/roots.json"];

/// Uses a script as the old release.
fn script(place: &Place, lines: &str) -> String {
    let path = place.path("old-haetae");
    // The old one may still run: it is replaced, not written over.
    let _ = std::fs::remove_file(&path);
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).expect("a script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("chmod");
    path.display().to_string()
}

#[test]
fn a_release_that_takes_the_set_lets_it_pass_and_sees_what_scanners_have() {
    let place = Place::with_people();
    let real = program().display().to_string();
    place.run_with(&PUBLISH, &[(VARIABLE, &real)], "").succeeds();
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    place.run_with(&PUBLISH, &[(VARIABLE, &real)], "").succeeds();

    let seen = place.path("seen").display().to_string();
    let spy = script(&place, &format!("echo \"$@\" > {seen}\nenv >> {seen}\nexec {real} \"$@\""));
    place.run(&["revoke", "--data", "data", "--subject", "lee"]).succeeds();
    place.run_with(&PUBLISH, &[(VARIABLE, &spy), ("CANARY", "secret")], "").succeeds();
    let seen = place.read("seen");
    assert!(seen.starts_with("trust check --roots ") && seen.contains(" --after "), "{seen}");
    assert!(!seen.contains("CANARY"), "{seen}");
}

#[test]
fn a_release_that_refuses_or_does_not_answer_keeps_the_set_back() {
    let place = Place::published();
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    let nobody = place.path("nobody").display().to_string();
    for (program, words) in [
        (script(&place, "echo 'not for me' >&2; exit 1"), "does not accept it: not for me"),
        (nobody, "cannot be asked: "),
    ] {
        place.refuses_with(&PUBLISH, &[(VARIABLE, &program)], "", 2, words);
    }
    for (lines, words) in [
        ("exit 2", "it ended with exit status: 2: it says nothing"),
        ("kill -9 $$", "it ended with signal: 9"),
        ("echo 'error: unrecognized subcommand' >&2; exit 2", "unrecognized subcommand"),
    ] {
        let program = script(&place, lines);
        place.refuses_with(&PUBLISH, &[(VARIABLE, &program)], "", 2, words);
    }
    place.run(&PUBLISH).succeeds();
}

#[test]
fn a_service_goes_on_with_the_old_set_and_says_so_loudly() {
    let place = Place::published();
    let refusing = script(&place, "exit 1");
    let service = Service::start_with(&place, &[(VARIABLE, &refusing), ("HAETAE__PUBLISHING__INTERVAL", "0")]);
    while service.checks()["published"] != true {
        std::thread::yield_now();
    }
    let version = service.version();
    service.revoke("kim");
    let refusals = || {
        let metrics = service.ask_operator("/metrics");
        let line = metrics.lines().find_map(|line| line.strip_prefix("haetae_oldest_release_refusals_total "));
        line.expect("a counter").parse::<u64>().expect("a number")
    };
    while refusals() < 2 {
        std::thread::yield_now();
    }
    assert_eq!(service.version(), version);
    // As soon as it accepts the set, it is published.
    script(&place, "exit 0");
    while service.version() == version {
        std::thread::yield_now();
    }
}

#[test]
fn rules_that_it_would_not_accept_are_not_published() {
    let place = Place::published();
    place.write("rules.json", RULES);
    place.run(&["rules", "sign", "rules.json", "--data", "data"]).succeeds();
    let publish = ["rules", "publish", "rules.signed", "--data", "data", "--no-cases"];
    // It is offered a set with the rules in it, before anything is stored.
    let refusing = script(
        &place,
        "for bundle; do :; done\ngrep -q restaurant \"$bundle\" || exit 0\necho 'no rules for me' >&2; exit 1",
    );
    place.run_with(&PUBLISH, &[(VARIABLE, &refusing)], "").succeeds();
    place.refuses_with(&publish, &[(VARIABLE, &refusing)], "", 1, "does not accept it: no rules for me");
    place.run(&["rules", "status", "--data", "data"]).succeeds().says("No rules are in force.");
    let real = program().display().to_string();
    place.run_with(&publish, &[(VARIABLE, &real)], "").succeeds().says("Published version 1.");
}

#[test]
fn a_bundle_is_checked_as_scanners_take_it() {
    let place = Place::published();
    std::fs::copy(place.path("site/v1/trust/bundle"), place.path("old")).expect("a copy");
    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    place.publish();
    std::fs::copy(place.path("site/v1/trust/bundle"), place.path("new")).expect("a copy");
    place.run(&[&CHECK[..], &["new"]].concat()).succeeds().says("accept it");
    place.run(&[&CHECK[..], &["--after", "old", "new"]].concat()).succeeds();
    place.run(&[&CHECK[..], &["--after", "new", "new"]].concat()).succeeds();
    place.refuses(&[&CHECK[..], &["--after", "new", "old"]].concat(), 1, "does not accept the bundle: rollback");

    let mut bytes = std::fs::read(place.path("new")).expect("a bundle");
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    place.write("changed", &bytes);
    place.refuses(&[&CHECK[..], &["changed"]].concat(), 1, "a scanner that starts with it does not accept the bundle");
    place.refuses(&[&CHECK[..], &["nowhere"]].concat(), 2, "nowhere: ");
    place.run(&["init", "--data", "other", "--serial-bits", "20"]).succeeds();
    place.refuses(&["trust", "check", "--roots", "other/roots.json", "new"], 1, "does not accept the bundle: unsigned");
    // A set that scanners of these roots could not have has no effect.
    place.write("nonsense", "nonsense");
    place.run(&[&CHECK[..], &["--after", "nonsense", "new"]].concat()).succeeds();
}
