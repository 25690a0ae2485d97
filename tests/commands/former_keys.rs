//! Keys that have left the trust list of a node, and lists that bring them back.

use std::fs;

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::{Kid, Role, SECONDS_PER_DAY, TrustList};
use haetae_keys::ceremony::{Request, read_bounded};
use serde_json::Value;

use crate::calendar::{generate, made};
use crate::place::Place;
use crate::trust::sign;

const INSTALL: [&str; 5] = ["trust", "install", "--data", "data", "signed-list"];

fn list(place: &Place) -> (Vec<u8>, TrustList) {
    let bytes = read_bounded(&place.path("data/trust-list")).expect("a list");
    let list = TrustList::decode_unverified(&bytes).expect("a list");
    (bytes, list)
}

/// Installs a list without this key.
fn drop_key(place: &Place, kid: Kid) {
    fs::remove_file(place.path("request.json")).ok();
    let request = ["trust", "request", "--data", "data", "--out", "request.json", "--drop-key", &kid.to_string()];
    place.run(&request).succeeds();
    sign(place);
    place.run(&INSTALL).succeeds();
}

/// A list that follows an old one, as if nothing had been dropped since, signed by the root.
fn sign_follower_of(place: &Place, old: Vec<u8>, version: u64) {
    let list = TrustList::decode_unverified(&old).expect("a list");
    let (now, keys) = (SystemClock.now(), list.keys().map(|(_, key)| key.clone()));
    let next = TrustList::new(version, now, now.saturating_add(SECONDS_PER_DAY), list.roots.clone(), keys);
    let request = Request::new(next.expect("a list"), Some(old)).expect("a request");
    assert!(request.description().iter().any(|line| line.contains(" keys stay as they are")));
    place.write("request.json", request.bytes());
    sign(place);
}

#[test]
fn a_list_that_follows_an_old_one_does_not_bring_its_keys_back() {
    let place = Place::with_data();
    let (first, before) = list(&place);
    let mut visits = before.keys().filter(|(_, key)| key.role == Role::Visits).map(|(kid, _)| *kid);
    let (kid, other) = (visits.next().expect("a key"), visits.next().expect("a key"));
    drop_key(&place, kid);
    // The record outlives further lists.
    drop_key(&place, other);
    sign_follower_of(&place, first.clone(), 4);
    for gone in [kid, other] {
        place.refuses(&INSTALL, 1, &gone.to_string());
    }
    place.refuses(&INSTALL, 1, "a key never comes back");
    place.refuses(&INSTALL, 1, "Nothing has changed");

    // Without a record the earlier lists say it.
    fs::remove_file(place.path("data/former-keys.json")).expect("a record");
    fs::create_dir(place.path("data/trust-lists")).expect("a folder");
    place.write("data/trust-lists/1", first);
    place.refuses(&INSTALL, 1, &kid.to_string());
    place.write("data/former-keys.json", "{}");
    place.refuses(&INSTALL, 1, "not the record of the keys that have left");
}

#[test]
fn an_installation_that_was_interrupted_after_its_record_is_repeated() {
    let place = Place::with_data();
    let (before, _) = list(&place);
    let kid = list(&place).1.keys().find(|(_, key)| key.role == Role::Visits).map(|(kid, _)| *kid).expect("a key");
    drop_key(&place, kid);
    // The record is there, the list is not yet.
    place.write("data/trust-list", before);
    place.run(&INSTALL).succeeds().says("Version 2");
}

#[test]
fn no_request_brings_back_a_key_that_has_left() {
    let place = made(13 * 7);
    generate(&place, 26, "keys.json");
    let plan = ["keys", "plan", "--data", "data", "--keys", "keys.json", "--out", "request.json"];
    place.run(&plan).succeeds();
    sign(&place);
    place.run(&INSTALL).succeeds();

    let mut file: Value = serde_json::from_str(&place.read("keys.json")).expect("JSON");
    let keys = file["keys"].as_array_mut().expect("keys");
    keys.truncate(1);
    let kid = keys[0]["kid"].as_str().expect("a kid").to_owned();
    place.write("one.json", file.to_string());
    drop_key(&place, Kid::parse(&kid).expect("a kid"));
    let again = ["trust", "request", "--data", "data", "--out", "again.json", "--add-key", "one.json"];
    place.refuses(&again, 2, &kid);
    place.refuses(&again, 2, "No request was written");
}

#[test]
fn a_request_may_skip_versions_that_custodians_have_signed() {
    let place = Place::with_data();
    let request = |version| ["trust", "request", "--data", "data", "--out", "request.json", "--list-version", version];
    place.refuses(&request("1"), 2, "is not above the version 1");
    place.run(&request("4")).succeeds().says("Version 4, after version 1");
    sign(&place);
    place.run(&INSTALL).succeeds().says("Version 4");
}
