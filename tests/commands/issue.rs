use std::os::unix::fs::FileTypeExt as _;
use std::os::unix::net::UnixListener;

use crate::place::Place;

const ISSUE: [&str; 5] = ["issue", "--data", "data", "--paper", "--subject"];

#[test]
fn a_paper_pass_comes_as_text_drawing_picture_and_page() {
    let place = Place::with_people();
    let pass = place.paper_pass("kim");
    assert!(pass.starts_with("HT1:"), "{pass}");
    assert_eq!(place.paper_pass("kim"), pass, "asked twice, the same bytes");
    assert_ne!(place.paper_pass("lee"), pass);

    let drawing = place.run(&[&ISSUE[..], &["kim"]].concat()).succeeds();
    assert!(drawing.stdout.lines().count() > 20 && drawing.stdout.contains('█'), "{}", drawing.stdout);
    assert!(!drawing.stdout.contains('\u{1b}'), "colours belong on a terminal only");

    for (file, beginning) in
        [("pass.png", &b"\x89PNG"[..]), ("pass.svg", b"<"), ("pass.pdf", b"%PDF"), ("pass.txt", b"HT1:")]
    {
        let ran = place.run(&[&ISSUE[..], &["kim", "--out", file]].concat()).succeeds();
        assert_eq!(ran.stdout, "");
        assert!(std::fs::read(place.path(file)).expect("a file").starts_with(beginning), "{file}");
    }
    assert_eq!(place.read("pass.txt").trim_end(), pass);
    place.run(&[&ISSUE[..], &["kim", "--out", "plain", "--format", "text"]].concat()).succeeds();
    assert_eq!(place.read("plain").trim_end(), pass);
}

#[test]
fn what_is_no_regular_file_is_not_replaced() {
    let place = Place::with_people();
    // As a device is, which root would replace for the whole machine.
    let _socket = UnixListener::bind(place.path("device")).expect("a socket");
    let reason = "cannot write device: it exists already, and is not overwritten";
    place.refuses(&[&ISSUE[..], &["kim", "--out", "device", "--format", "text"]].concat(), 2, reason);
    place.refuses(&["records", "--data", "data", "export", "--out", "device"], 2, reason);
    let kept = std::fs::metadata(place.path("device")).expect("it is there").file_type();
    assert!(kept.is_socket());
}

#[test]
fn nothing_is_issued_where_there_is_nothing_to_issue() {
    let place = Place::with_people();
    let issue = |arguments: &[&'static str]| [&ISSUE[..], arguments].concat();
    place.refuses(&issue(&["nobody", "--out", "x.png"]), 1, "there is no record of that subject");
    place.refuses(&issue(&["park", "--out", "x.png"]), 1, "evidence on record for a pass");
    place.refuses(&issue(&["k i m"]), 2, "--subject must be 1 to 64 characters");
    place.refuses(&issue(&[""]), 2, "--subject must be 1 to 64 characters");
    place.refuses(&issue(&["kim", "--out", "pass.gif"]), 2, "--out must end in .png, .svg, .pdf or .txt");
    place.refuses(&issue(&["kim", "--out", "nowhere/pass.png"]), 2, "nowhere/pass.png: ");

    place.run(&["revoke", "--data", "data", "--subject", "kim"]).succeeds();
    place.refuses(&issue(&["kim", "--out", "x.png"]), 1, "this person's passes have been revoked");
}

#[test]
fn keys_and_trust_data_that_cannot_be_used_are_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::with_people();
    let issue = [&ISSUE[..], &["kim"]].concat();
    for (file, words) in [
        ("data/roots.json", "data/roots.json: "),
        ("data/trust-list", "data/trust-list: "),
        ("data/node/status-keys.age", "status-keys.age"),
        ("data/node/identity.age", "data/node"),
        ("data/keys.passphrase", "data/keys.passphrase"),
    ] {
        let bytes = std::fs::read(place.path(file)).expect("a file");
        let mode = std::fs::metadata(place.path(file)).expect("metadata").permissions();
        std::fs::remove_file(place.path(file)).expect("a file");
        place.refuses(&issue, 2, words);
        place.write(file, "{}");
        std::fs::set_permissions(place.path(file), mode.clone()).expect("a mode");
        place.refuses(&issue, 2, words);
        place.write(file, bytes);
    }
    let open = std::fs::Permissions::from_mode(0o644);
    for file in ["data/node/status-keys.age", "data/node/identity.age", "data/keys.passphrase"] {
        let mode = std::fs::metadata(place.path(file)).expect("metadata").permissions();
        std::fs::set_permissions(place.path(file), open.clone()).expect("a mode");
        place.refuses(&issue, 2, &format!("chmod 600 {file}"));
        std::fs::set_permissions(place.path(file), mode).expect("a mode");
    }
    place.write("data/keys.passphrase", "another passphrase\n");
    place.refuses(&issue, 2, "data/node/identity.age: does not open with this passphrase");
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let place = Place::with_data();
    for file in ["data/haetae.sqlite-wal", "data/haetae.sqlite-shm"] {
        let _ = std::fs::remove_file(place.path(file));
    }
    place.write("data/haetae.sqlite", "these are notes, and no database at all");
    place.refuses(&[&ISSUE[..], &["kim"]].concat(), 2, "the store");
}

#[test]
fn what_a_command_writes_never_takes_the_place_of_another_file() {
    let place = Place::with_people();
    place.write("there.pdf", "mine");
    for command in [
        &[&ISSUE[..], &["kim", "--out", "there.pdf"]].concat()[..],
        &["records", "export", "--data", "data", "--out", "there.pdf"],
        &["records", "export", "--data", "data", "--out", "data/haetae.sqlite"],
        &["records", "export", "--data", "data", "--out", "data/haetae.toml"],
        &["records", "sample", "--out", "there.pdf"],
        &["specimens", "--out", "there.pdf"],
        &["specimens", "--training", "there.pdf"],
    ] {
        place.refuses(command, 2, ": it exists already, and is not overwritten: choose another name");
    }
    place.write("setup.png", "mine");
    place.refuses(&["scanner", "setup", "--data", "data", "--out", "setup.png"], 2, "setup.png: it exists already");
}
