//! What a node that is there gets from another one: keys that it lacks, and a newer trust list.

use haetae_testkit::servers::postgres::database;

use crate::place::Place;
use crate::postgres;
use crate::trust::sign;

const TAKE: [&str; 5] = ["node", "take", "--data", "second", "update.age"];

/// Runs a command that makes a request, and returns the confirmation that it shows.
fn requested(place: &Place, words: &[&str]) -> String {
    let shown = place.run(words).succeeds().stdout;
    let confirmation = shown.split("--confirm ").nth(1).and_then(|rest| rest.split(' ').next());
    confirmation.expect("a confirmation").to_owned()
}

fn ask(place: &Place, folder: &str, out: &str) -> String {
    requested(place, &["node", "ask", "--data", folder, "--out", out])
}

fn give<'a>(confirmation: &'a str, request: &'a str) -> [&'a str; 10] {
    ["node", "give", "--data", "data", "--for", request, "--confirm", confirmation, "--out", "update.age"]
}

/// Makes the second node of the installation in `data`.
fn join(place: &Place) {
    let words = ["node", "request", "--data", "second", "--name", "issuer-2", "--out", "request.json"];
    let confirmation = requested(place, &words);
    let words = ["node", "invite", "--data", "data", "--for", "request.json", "--confirm", &confirmation];
    place.run(&[&words[..], &["--out", "invitation.age"]].concat()).succeeds();
    place.run(&["node", "join", "--data", "second", "invitation.age"]).succeeds();
}

/// The first node gets the cold spare of the key of paper passes, and a list without that key.
fn exchange_a_key(place: &Place) {
    let shown = place.run(&["keys", "status", "--data", "data"]).succeeds().stdout;
    let line = shown.lines().find(|line| line.starts_with("paper-passes") && line.contains("in use"));
    let kid = line.and_then(|line| line.split_whitespace().nth(1)).expect("a key");
    let words = ["keys", "compromise", "--data", "data", kid, "--reason", "stolen", "--vault", "data/vault"];
    std::fs::remove_file(place.path("request.json")).expect("a file");
    place.run(&[&words[..], &["--out", "request.json"]].concat()).succeeds();
    sign(place);
    place.run(&["trust", "install", "--data", "data", "signed-list"]).succeeds();
}

fn paper_pass(place: &Place, folder: &str) -> String {
    place.run(&["issue", "--data", folder, "--paper", "--subject", "kim", "--format", "text"]).succeeds().stdout
}

fn lives_on(place: &Place) {
    join(place);
    exchange_a_key(place);
    let alone = ["issue", "--data", "second", "--paper", "--subject", "kim", "--format", "text"];
    place.refuses(&alone, 1, "there is no signing key");

    let confirmation = ask(place, "second", "ask.json");
    place.run(&give(&confirmation, "ask.json")).succeeds().says("version 2 of the trust list");
    let taken = place.run(&TAKE).succeeds().says("Took 1 key from the node");
    taken.says("Version 2 of the trust list is in force");
    let list = |folder: &str| std::fs::read(place.path(&format!("{folder}/trust-list"))).expect("a list");
    assert_eq!(list("second"), list("data"));
    place.publish();
    for folder in ["data", "second"] {
        place.verify(&[paper_pass(place, folder).trim_end()]).succeeds().says("ADMIT");
    }
    place.run(&["journal", "acts", "--data", "data", "--act", "node_give"]).succeeds().says(&confirmation);
    place.run(&["journal", "acts", "--data", "second", "--act", "node_take"]).succeeds().says(&confirmation);
    // It has done its work.
    place.refuses(&TAKE, 2, "this node has not asked for an update");

    // Once more, with nothing new.
    std::fs::remove_file(place.path("update.age")).expect("a file");
    let confirmation = ask(place, "second", "again.json");
    place.run(&give(&confirmation, "again.json")).succeeds();
    place.run(&TAKE).succeeds().says("Took 0 keys").says("has version 2 of the trust list already");
}

#[test]
fn a_node_gets_what_it_lacks_from_another_one_on_sqlite() {
    lives_on(&Place::with_people());
}

#[test]
fn a_node_gets_what_it_lacks_from_another_one_on_postgresql() {
    let (place, database) = (Place::empty(), database());
    postgres::init(&place, "data", &database).succeeds();
    postgres::import(&place);
    lives_on(&place);
}

#[test]
fn an_update_is_for_one_node_of_one_installation_and_its_list_is_held_against_the_scanner() {
    let place = Place::with_people();
    join(&place);
    exchange_a_key(&place);
    let confirmation = ask(&place, "second", "ask.json");
    place.refuses(&["node", "ask", "--data", "second", "--out", "more.json"], 2, "this node has asked already");
    place.refuses(&give("1f2e-0000", "ask.json"), 2, "someone has exchanged the request");
    // The two kinds of requests are not taken for each other.
    let invite =
        ["node", "invite", "--data", "data", "--for", "ask.json", "--confirm", &confirmation, "--out", "x.age"];
    place.refuses(&invite, 2, "not a request of `haetae node request`");
    let request = ["node", "request", "--data", "third", "--name", "issuer-3", "--out", "third.json"];
    let third = requested(&place, &request);
    place.refuses(&give(&third, "third.json"), 2, "not a request of `haetae node ask`");
    place.run(&["init", "--serial-bits", "20", "--data", "other"]).succeeds();
    let stranger = ask(&place, "other", "stranger.json");
    place.refuses(&give(&stranger, "stranger.json"), 2, "the node that asks belongs to the installation");

    place.run(&give(&confirmation, "ask.json")).succeeds();
    place.refuses(&give(&confirmation, "ask.json"), 2, "update.age");
    ask(&place, "data", "own.json");
    place.refuses(&["node", "take", "--data", "data", "update.age"], 2, "it was not encrypted for this node");
    place.write("broken.age", "words");
    place.refuses(&["node", "take", "--data", "second", "broken.age"], 2, "it was not encrypted for this node");
    // Other roots: the list is refused, and the keys that came with it do not stay.
    let roots = place.read("second/roots.json");
    place.write("second/roots.json", place.read("other/roots.json"));
    place.refuses(&TAKE, 1, "version 2 of the trust list");
    // After all of these it still takes it, key and list.
    place.write("second/roots.json", roots);
    let taken = place.run(&TAKE).succeeds().says("Took 1 key from the node");
    taken.says("Version 2 of the trust list is in force");
}
