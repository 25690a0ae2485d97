//! A second node, from the request to the folder.

use std::os::unix::fs::PermissionsExt as _;

use crate::place::Place;

const REQUEST: [&str; 8] = ["node", "request", "--data", "second", "--name", "issuer-2", "--out", "request.json"];

/// A place with a first node and the request of a second one, and the confirmation that it showed.
fn requested() -> (Place, String) {
    let place = Place::with_people();
    let shown = place.run(&REQUEST).succeeds().stdout;
    let confirmation = shown.split("--confirm ").nth(1).and_then(|rest| rest.split(' ').next());
    (place, confirmation.expect("a confirmation").to_owned())
}

fn invite<'a>(confirmation: &'a str, out: &'a str) -> [&'a str; 10] {
    ["node", "invite", "--data", "data", "--for", "request.json", "--confirm", confirmation, "--out", out]
}

const JOIN: [&str; 5] = ["node", "join", "--data", "second", "invitation.age"];

#[test]
fn a_second_node_needs_nothing_that_is_copied_by_hand() {
    let (place, confirmation) = requested();
    place.run(&invite(&confirmation, "invitation.age")).succeeds().says("for the node issuer-2");
    place.run(&JOIN).succeeds().says("is a node of the installation");
    place.run(&["doctor", "--data", "second", "--quiet"]);
    place.run(&["config", "check", "--data", "second"]).succeeds();
    // The same records, under the same key of names.
    place.run(&["records", "show", "--data", "second", "kim"]).succeeds().says("김*수");
    assert_eq!(place.read("second/names.key"), place.read("data/names.key"));
    assert_eq!(place.read("second/installation"), place.read("data/installation"));
    for secret in ["names.key", "keys.passphrase", "haetae.toml"] {
        let mode = std::fs::metadata(place.path(&format!("second/{secret}"))).expect(secret).permissions().mode();
        assert_eq!(mode & 0o077, 0, "{secret}");
    }
    // What is the first one's own stays there, and the identity has done its work.
    for own in ["vault", "vault.passphrase", "roots", "operator.token", "haetae.sqlite", "invitation.identity"] {
        assert!(!place.path(&format!("second/{own}")).exists(), "{own}");
    }
    place.run(&["journal", "acts", "--data", "data"]).succeeds().says("node_invite");
    place.run(&["journal", "acts", "--data", "second"]).succeeds().says("node_join");
}

#[test]
fn an_invitation_is_for_one_node_of_one_installation() {
    let (place, confirmation) = requested();
    place.run(&invite(&confirmation, "invitation.age")).succeeds();
    let installation = place.read("data/installation").trim_end().to_owned();
    place.refuses(
        &[&JOIN[..], &["--installation", "another"]].concat(),
        2,
        &format!("the installation {installation}, and this must be another"),
    );
    // Another node cannot open it.
    place.run(&["node", "request", "--data", "third", "--name", "issuer-3", "--out", "third.json"]).succeeds();
    place.refuses(&["node", "join", "--data", "third", "invitation.age"], 2, "it was not encrypted for this node");
    // A node that is there does not become another one.
    place.refuses(&["node", "join", "--data", "data", "invitation.age"], 2, "belongs to the installation");
    place.refuses(
        &["node", "request", "--data", "data", "--name", "x", "--out", "x.json"],
        2,
        "is the data folder of a node already",
    );
    // The database of another installation.
    place.run(&["init", "--serial-bits", "20", "--data", "other"]).succeeds();
    let elsewhere = format!("storage.path={}", place.path("other/haetae.sqlite").display());
    place.refuses(&[&JOIN[..], &["--set", elsewhere.as_str()]].concat(), 2, "is not the one of this installation");
    let nowhere = "storage.path=/nonexistent/haetae.sqlite";
    place.refuses(&[&JOIN[..], &["--set", nowhere]].concat(), 2, "the new node cannot be opened");
    place.refuses(&[&JOIN[..], &["--set", "log.level"]].concat(), 2, "must have the form section.key=value");
    // After all of these it still joins, with values of its own.
    place
        .run(&[&JOIN[..], &["--set", "service.public_listen=127.0.0.1:9470", "--set", "service.drain=5"]].concat())
        .succeeds();
    let shown = place.run(&["config", "show", "--data", "second"]).succeeds().stdout;
    assert!(shown.contains("127.0.0.1:9470") && shown.contains("service.drain"), "{shown}");
    place.refuses(&JOIN, 2, "belongs to the installation");
}

#[test]
fn a_request_that_was_exchanged_on_its_way_gets_nothing() {
    let (place, confirmation) = requested();
    place.run(&["node", "request", "--data", "thief", "--name", "issuer-2", "--out", "theirs.json"]).succeeds();
    std::fs::rename(place.path("theirs.json"), place.path("request.json")).expect("a file");
    place.refuses(&invite(&confirmation, "invitation.age"), 2, "someone has exchanged the request");
    place.write("request.json", "{}");
    place.refuses(&invite(&confirmation, "invitation.age"), 2, "not a request of `haetae node request`");
    place.refuses(&["node", "request", "--data", "x", "--name", "a b", "--out", "x.json"], 2, "--name must have");
    place.refuses(
        &["node", "request", "--data", "thief", "--name", "a", "--out", "x.json"],
        2,
        "has made a request already",
    );
}
