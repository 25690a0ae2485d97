//! Follows the runbooks of this crate's README word by word, with the real programs.

mod follow;

use haetae_core::{Outcome, RootSet, SECONDS_PER_DAY, TrustList, TrustStore};
use haetae_keys::SealedFolder;

use follow::Place;

/// A scanner that was delivered with the roots in `roots` and loads what the node publishes.
fn scanner(place: &Place, roots: &str) -> TrustStore {
    let roots: RootSet = serde_json::from_slice(&place.read(roots)).expect("a root set");
    let mut scanner = TrustStore::new(roots);
    assert_eq!(scanner.take_bundle(&place.read("public/v1/trust/bundle")), Outcome::Taken);
    assert!(!scanner.is_expired(place.now()));
    scanner
}

/// A scanner's trust list: version, threshold, number of roots.
fn list(scanner: &TrustStore) -> (u64, u64, usize) {
    let list = scanner.trust_list().expect("a list");
    (list.version, list.roots.threshold(), list.roots.keys().len())
}

#[test]
fn first_ceremony() {
    let place = Place::new();
    let printed = place.follow("First ceremony");
    assert!(printed.contains("1 ceremonies, each stated by enough custodians"), "{printed}");
    assert_eq!(list(&scanner(&place, "roots/roots.json")), (1, 2, 3));
}

#[test]
fn the_keys_of_the_coming_weeks() {
    let place = Place::weeks_after_the_first_ceremony(3);
    let printed = place.follow("The keys of the coming weeks");
    assert!(printed.contains("Took 4 keys from the vault; removed 3"), "{printed}");
    assert!(printed.contains("takes over in"), "{printed}");
}

#[test]
fn keys_for_the_next_26_weeks() {
    let place = Place::weeks_after_the_first_ceremony(13);
    let printed = place.follow("Keys for the next 26 weeks");
    assert!(printed.contains("Signed, the list has "), "{printed}");
    assert_eq!(list(&scanner(&place, "roots/roots.json")), (2, 2, 3));
}

#[test]
fn keys_in_a_hardware_module() {
    let place = Place::weeks_after_the_first_ceremony(13);
    place.make_room_for_tokens();
    let printed = place.follow("Keys in a hardware module");
    assert!(printed.contains("keys in the token, and generated"), "{printed}");
    assert!(printed.contains("held") && printed.contains("Destroyed 0 keys in the token"), "{printed}");
    assert_eq!(list(&scanner(&place, "roots/roots.json")), (2, 2, 3));
}

#[test]
fn renewal_of_the_list() {
    let place = Place::after_the_first_ceremony();
    place.follow("Renewal of the list");
    assert_eq!(list(&scanner(&place, "roots/roots.json")), (2, 2, 3));
}

#[test]
fn rotation_of_the_roots() {
    let place = Place::after_the_first_ceremony();
    place.follow("Rotation of the roots");
    assert_eq!(list(&scanner(&place, "roots/roots.json")), (2, 2, 3));
    assert_eq!(list(&scanner(&place, "new/roots.json")), (2, 2, 3));

    // The new roots sign the next one, and a scanner that was off the whole time still follows.
    place.tidy();
    place.rename("roots", "old");
    place.rename("new", "roots");
    place.follow("Renewal of the list");
    let sleeper = scanner(&place, "old/roots.json");
    assert_eq!(list(&sleeper), (3, 2, 3));
    let new: RootSet = serde_json::from_slice(&place.read("roots/roots.json")).expect("a root set");
    assert_eq!(*sleeper.roots(), new);
}

#[test]
fn change_of_the_threshold() {
    let place = Place::after_the_first_ceremony();
    place.follow("Change of the threshold");
    assert_eq!(list(&scanner(&place, "roots/roots.json")), (2, 3, 3));
}

#[test]
fn a_lost_custodian() {
    let place = Place::after_the_first_ceremony();
    place.follow("A lost custodian");
    let scanner = scanner(&place, "roots/roots.json");
    assert_eq!(list(&scanner), (2, 2, 3));
    let before: RootSet = serde_json::from_slice(&place.read("roots/roots.json")).expect("a root set");
    assert_eq!(scanner.roots().keys().filter(|root| before.keys().any(|old| old == *root)).count(), 2);
}

#[test]
fn an_expired_list() {
    let place = Place::weeks_after_the_first_ceremony(40);
    let printed = place.follow("An expired list");
    assert!(printed.contains("IT HAS EXPIRED"), "{printed}");
    assert_eq!(list(&scanner(&place, "roots/roots.json")), (2, 2, 3));
}

/// The keys of the list in force on the node.
fn keys(place: &Place) -> usize {
    TrustList::decode_unverified(&place.read("data/trust-list")).expect("a list").keys().len()
}

#[test]
fn a_stolen_issuing_key() {
    let place = Place::after_the_first_ceremony();
    let before = keys(&place);
    let printed = place.follow("A stolen issuing key");
    assert!(printed.contains("Withdrawn: the key"), "{printed}");
    let scanner = scanner(&place, "roots/roots.json");
    assert_eq!((list(&scanner), keys(&place)), ((2, 2, 3), before - 1));
    assert_eq!(scanner.manifest().expect("a manifest").withdrawn(), [], "the list says it");
}

#[test]
fn a_stolen_status_key() {
    let place = Place::after_the_first_ceremony();
    let before = keys(&place);
    let printed = place.follow("A stolen status key");
    assert!(printed.contains("of the same window signs in its place"), "{printed}");
    assert_eq!((list(&scanner(&place, "roots/roots.json")), keys(&place)), ((2, 2, 3), before - 1));
}

#[test]
fn a_stolen_rules_key() {
    let place = Place::after_the_first_ceremony();
    let before = keys(&place);
    place.follow("A stolen rules key");
    assert_eq!((list(&scanner(&place, "roots/roots.json")), keys(&place)), ((2, 2, 3), before - 1));
}

#[test]
fn the_vault_is_stolen() {
    let place = Place::after_the_first_ceremony();
    let vault = || SealedFolder::open(&place.path("data/vault")).and_then(|vault| vault.kids()).expect("a vault");
    let stolen = vault();
    let printed = place.follow("The vault is stolen");
    assert_eq!(printed.matches("Withdrawn: the key").count(), 2, "of phones and of paper: {printed}");
    let scanner = scanner(&place, "roots/roots.json");
    assert_eq!(list(&scanner), (3, 2, 3));
    let listed = scanner.trust_list().expect("a list");
    assert!(!stolen.is_empty() && !listed.keys().any(|(kid, _)| stolen.contains(kid)));
    assert!(!vault().is_empty() && !vault().iter().any(|kid| stolen.contains(kid)), "a new vault with other keys");
    let phones = listed.keys().filter(|(_, key)| key.role.as_str() == "phone-passes").map(|(_, key)| key.until);
    assert!(phones.max() >= Some(place.now().saturating_add(25 * 7 * SECONDS_PER_DAY)), "keys for 26 weeks");
}

#[test]
fn a_stolen_partner_key() {
    let place = Place::after_the_first_ceremony();
    let jwk = |kid: &str, x: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{kid}","x":"{x}"}}"#);
    place.write("stolen.jwk", jwk("stolen", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").as_bytes());
    place.write("next.jwk", jwk("next", "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw").as_bytes());
    place.write(
        "people.csv",
        b"subject,name,birth_date,kind,doses,date,product\nkim,Kim,1990-01-31,vaccination,2,2026-05-01,BNT162B2\n",
    );
    place.run("haetae partner add clinic --jwk stolen.jwk --data data");
    place.run("haetae records import people.csv --data data");
    place.run("haetae issue --paper --subject kim --format text --data data");
    let printed = place.follow("A stolen partner key");
    assert!(printed.contains("Removed the key.") && printed.contains("0 people have a new serial number"), "{printed}");
}

#[test]
fn one_root_key_of_three_is_stolen() {
    let place = Place::after_the_first_ceremony();
    place.follow("One root key of three is stolen");
    let scanner = scanner(&place, "roots/roots.json");
    assert_eq!(list(&scanner), (2, 2, 3));
    let before: RootSet = serde_json::from_slice(&place.read("roots/roots.json")).expect("a root set");
    assert_eq!(scanner.roots().keys().filter(|root| before.keys().any(|old| old == *root)).count(), 2);
}

#[test]
fn every_runbook_is_followed() {
    let followed = [
        "First ceremony",
        "The keys of the coming weeks",
        "Keys for the next 26 weeks",
        "Keys in a hardware module",
        "Renewal of the list",
        "Rotation of the roots",
        "Change of the threshold",
        "A lost custodian",
        "An expired list",
        "A stolen issuing key",
        "A stolen status key",
        "A stolen rules key",
        "The vault is stolen",
        "A stolen partner key",
        "One root key of three is stolen",
    ];
    assert_eq!(follow::runbooks(), followed);
}

#[test]
fn a_list_that_scanners_would_refuse_is_not_installed() {
    let place = Place::after_the_first_ceremony();
    let before = place.read("data/trust-list");
    let mut bad = before.clone();
    let last = bad.len() - 1;
    bad[last] ^= 1;
    place.write("bad", &bad);
    place.write("none", b"not a list");
    for (file, words) in
        [("bad", "does not accept this one: conflict"), ("none", "does not accept this one: malformed")]
    {
        let refused = place.refused(&format!("haetae trust install --data data {file}"));
        assert!(refused.contains(words) && refused.contains("Nothing has changed"), "{refused}");
        assert_eq!(place.read("data/trust-list"), before);
    }
}
