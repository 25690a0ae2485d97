use haetae_core::{PublicKey, RootSet};
use haetae_ffi::TrustOutcome;
use haetae_testkit::vectors::{bytes, json};
use serde_json::Value;

use crate::vectors::{list, scanner, text};

#[test]
fn every_trust_list_has_its_outcome() {
    let (mut count, mut wrong) = (0, Vec::new());
    for case in list(&json("trust.json")["cases"]) {
        let scanner = scanner(&root_set(&case["pinned"]));
        for (number, step) in list(&case["steps"]).enumerate() {
            count += 1;
            let (is, should) = (scanner.trust_list_arrived(bytes(&step["data"])).code(), text(&step["outcome"]));
            if is != should {
                wrong.push(format!("{}, step {}: {is}, not {should}", case["name"], number + 1));
            }
        }
    }
    assert!(count > 0 && wrong.is_empty(), "{count} steps, wrong: {wrong:#?}");
}

/// The roots of `trust.json`, which are keys in hexadecimal, as a root set.
fn root_set(pinned: &Value) -> Value {
    let key = |key: &Value| PublicKey::Ed25519(bytes(key).try_into().expect("32 bytes"));
    let threshold = pinned["threshold"].as_u64().expect("a number");
    serde_json::to_value(RootSet::new(threshold, list(&pinned["keys"]).map(key)).expect("roots")).expect("JSON")
}

/// What is kept is read back between two steps, as by an app that is started again.
#[test]
fn every_bundle_has_its_outcome() {
    let (mut count, mut wrong) = (0, Vec::new());
    for case in list(&json("store.json")["cases"]) {
        let mut before = scanner(&case["roots"]);
        for (number, step) in list(&case["steps"]).enumerate() {
            count += 1;
            let (is, should) = (before.bundle_arrived(bytes(&step["bundle"])), text(&step["outcome"]));
            let after = scanner(&case["roots"]);
            let dropped = after.restore(before.snapshot()).expect("a snapshot");
            if is.code() != should || dropped > 0 {
                wrong.push(format!("{}, step {}: {is:?}, not {should}, {dropped} dropped", case["name"], number + 1));
            }
            let floor = after.trust(0).expect("a time").floor;
            if let Some(should) = step["floor"].as_i64().filter(|should| *should != floor) {
                wrong.push(format!("{}, step {}: floor {floor}, not {should}", case["name"], number + 1));
            }
            before = after;
        }
    }
    assert!(count > 0 && wrong.is_empty(), "{count} steps, wrong: {wrong:#?}");
}

#[test]
fn what_one_scanner_holds_another_takes_as_a_snapshot_and_as_a_bundle() {
    let file = json("checks.json");
    let (giver, now) = (scanner(&file["roots"]), file["now"].as_i64().expect("a time"));
    assert_eq!(giver.bundle(now, i64::MAX), Ok(None));
    assert_eq!(giver.bundle_arrived(bytes(&file["bundle"])), TrustOutcome::Taken);
    let state = giver.trust(now).expect("a time");
    let manifest = state.manifest.expect("a manifest");
    assert!(manifest.issued <= now && now < manifest.expires && !state.expired && !state.clock_behind);
    assert!(state.trust_list.expect("a list").expires > now && state.files.iter().all(|file| file.held));

    let by_bundle = scanner(&file["roots"]);
    let bundle = giver.bundle(now, i64::MAX).expect("a time").expect("a manifest");
    assert_eq!(
        [(); 2].map(|()| by_bundle.bundle_arrived(bundle.clone())),
        [TrustOutcome::Taken, TrustOutcome::Unchanged]
    );
    let by_snapshot = scanner(&file["roots"]);
    assert_eq!(
        [(); 2].map(|()| by_snapshot.snapshot_arrived(giver.snapshot()).expect("a snapshot")),
        [TrustOutcome::Taken, TrustOutcome::Unchanged]
    );
    assert_eq!(by_snapshot.trust(now), Ok(state));
}
