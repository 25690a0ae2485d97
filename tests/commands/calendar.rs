//! `haetae keys status`, `plan` and `load`: the calendar as operators of a node see it.

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::{IssuerName, SECONDS_PER_DAY, TrustList, UnixTime};
use haetae_keys::SealedFolder;
use haetae_keys::ceremony::{Request, read_bounded};
use haetae_keys::planning::{GeneratedKeys, PassConfig, Span, store};
use serde_json::Value;

use crate::place::Place;
use crate::trust::sign;

const DAY: u64 = SECONDS_PER_DAY;

/// A data folder that was made this many days ago.
pub(crate) fn made(days_ago: u64) -> Place {
    let place = Place::empty();
    let then = SystemClock.now().saturating_sub(days_ago * DAY).to_string();
    place.run(&["init", "--serial-bits", "20", "--data", "data", "--now", &then]).succeeds();
    place
}

fn status(place: &Place) -> Value {
    serde_json::from_str(&place.run(&["keys", "status", "--data", "data", "--json"]).succeeds().stdout).expect("JSON")
}

fn time(value: &Value) -> UnixTime {
    UnixTime::parse_rfc3339(value.as_str().expect("text")).expect("a time")
}

/// The states of the keys of a role, by window.
fn states(status: &Value, role: &str) -> Vec<String> {
    let keys = status["keys"].as_array().expect("keys").iter().filter(|key| key["role"] == role);
    keys.map(|key| key["state"].as_str().expect("a state").to_owned()).collect()
}

fn count(states: &[String], state: &str) -> usize {
    states.iter().filter(|found| *found == state).count()
}

/// Generates keys in the vault for this many weeks from now on, as `haetae-keys vault draw` does.
pub(crate) fn generate(place: &Place, weeks: u16, out: &str) {
    let config = PassConfig {
        issuer: IssuerName::new("Haetae demo issuer").expect("a name"),
        longest_day_pass: 100_800,
        specimen: false,
    };
    let list = TrustList::decode_unverified(&read_bounded(&place.path("data/trust-list")).expect("a file"));
    let mut random = |bytes: &mut [u8]| aws_lc_rs::rand::fill(bytes).map_err(|_| haetae_keys::RandomUnavailable);
    let span = Span::weeks(SystemClock.now(), weeks);
    let generated = GeneratedKeys::generate(&config, span, Some(&list.expect("a list")), &mut random).expect("keys");
    store(&generated, &SealedFolder::open(&place.path("data/vault")).expect("a vault")).expect("written");
    place.write(out, generated.key_file().to_json().expect("JSON"));
}

#[test]
fn the_status_shows_what_is_due_and_what_happens_next() {
    let place = made(0);
    let table = place.run(&["keys", "status", "--data", "data"]).succeeds();
    for words in [
        "Version 1 of the trust list",
        "in use",
        "in the vault",
        "spare",
        "180 day keys",
        "takes over in",
        "Keys must be loaded by",
        "Custodians are needed by",
    ] {
        assert!(table.stdout.contains(words), "{words}: {}", table.stdout);
    }
    let status = status(&place);
    let phone = &status["roles"][0];
    assert_eq!(phone["role"], "phone-passes");
    let (now, switch) = (time(&status["now"]), time(&phone["next_switch"]));
    assert!(switch > now && switch <= now.saturating_add(7 * DAY));
    assert!(time(&status["custodians_by"]) < now.saturating_add(13 * 7 * DAY));
    let states = states(&status, "phone-passes");
    assert_eq!(states.len(), 52);
    assert_eq!((count(&states, "in use"), count(&states, "spare"), count(&states, "held")), (1, 26, 5));
    assert_eq!(status["to_load"].as_array().map(Vec::len), Some(0));
}

#[test]
fn loading_brings_the_coming_weeks_and_takes_the_past_ones_away() {
    let place = made(21);
    let before = status(&place);
    assert_eq!(before["to_load"].as_array().map(Vec::len), Some(3 + 1), "three weeks of phones, a key for paper");
    place.run(&["keys", "load", "--data", "data"]).succeeds().says("Took 4 keys from the vault; removed 3");
    let after = status(&place);
    assert_eq!(after["to_load"].as_array().map(Vec::len), Some(0));
    assert!(time(&after["load_by"]) > time(&before["load_by"]));
    let (before, after) = (states(&before, "phone-passes"), states(&after, "phone-passes"));
    assert_eq!(count(&after, "held"), count(&before, "held") + 3);
    assert_eq!(count(&after, "spare"), count(&before, "spare"), "spares stay where they are");
    place.run(&["keys", "load", "--data", "data"]).succeeds().says("Took 0 keys from the vault; removed 0");
}

#[test]
fn keys_stay_in_the_vault_for_another_node_if_asked() {
    let place = made(14);
    let vault = || std::fs::read_dir(place.path("data/vault")).expect("a vault").count();
    let before = vault();
    place.run(&["keys", "load", "--data", "data", "--keep"]).succeeds().says("Took 2 keys");
    assert_eq!(vault(), before);
    let status = status(&place);
    let spares = status["keys"].as_array().expect("keys").iter().find(|key| key["state"] == "spare");
    let spare = spares.expect("a spare")["kid"].as_str().expect("a kid");
    place.run(&["keys", "load", "--data", "data", "--spare", spare]).succeeds().says("Took 1 keys");
    assert_eq!(vault(), before - 1);
    place.refuses(&["keys", "load", "--data", "data", "--spare", "0011223344556677"], 2, "there is no such key");
    place.write("passphrase", "another passphrase\n");
    std::fs::set_permissions(place.path("passphrase"), std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .expect("a mode");
    place.refuses(&["keys", "load", "--data", "data", "--passphrase-file", "passphrase"], 2, "does not open with");
    place.refuses(&["keys", "load", "--data", "data", "--vault", "none"], 2, "none");
}

#[test]
fn one_request_brings_the_keys_of_the_next_weeks() {
    let place = made(13 * 7);
    generate(&place, 26, "keys.json");
    let planned =
        place.run(&["keys", "plan", "--data", "data", "--keys", "keys.json", "--out", "request.json"]).succeeds();
    assert!(planned.stdout.contains("Signed, the list has "), "{}", planned.stdout);
    let request = Request::read(&read_bounded(&place.path("request.json")).expect("a file")).expect("a request");
    sign(&place);
    let signed = read_bounded(&place.path("signed-list")).expect("a file").len();
    assert!(planned.stdout.contains(&format!("the list has {signed} bytes")), "{signed}: {}", planned.stdout);
    place.run(&["trust", "install", "--data", "data", "signed-list"]).succeeds().says("Version 2");
    place.run(&["keys", "load", "--data", "data"]).succeeds();

    let status = status(&place);
    assert_eq!(status["list"]["version"], 2);
    let now = time(&status["now"]);
    let listed = time(&status["roles"][0]["listed_until"]);
    assert!(listed >= now.saturating_add(25 * 7 * DAY), "26 weeks from now");
    assert!(time(&status["custodians_by"]) >= now.saturating_add(11 * 7 * DAY), "custodians may go home");
    assert_eq!(request.next().keys().len(), status["keys"].as_array().map(Vec::len).expect("keys"));
}

#[test]
fn keys_that_do_not_fit_are_not_requested() {
    let place = made(0);
    let plan = |file| ["keys", "plan", "--data", "data", "--keys", file, "--out", "request.json"];
    // A list whose keys end long ago asks for keys from today on: later than scanners could learn of them.
    let late = made(40 * 7);
    generate(&late, 26, "keys.json");
    late.refuses(&plan("keys.json"), 1, "--accept-short-lead");
    late.run(&[&plan("keys.json")[..], &["--accept-short-lead"]].concat()).succeeds();
    // Keys of another node's list overlap with this one's.
    place.write("keys.json", late.read("keys.json"));
    place.refuses(&plan("keys.json"), 1, "No request was written");
    place.write("bad.json", "{}");
    place.refuses(&plan("bad.json"), 2, "not a key file");
    place.refuses(&plan("missing.json"), 2, "missing.json");
}
