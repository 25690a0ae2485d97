use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::place::Place;

#[test]
fn the_setup_link_brings_the_roots_and_reads_back_from_its_picture() {
    let place = Place::with_data();
    let origin = [("HAETAE__WEB__ORIGIN", "https://pass.example")];
    let arguments = ["scanner", "setup", "--data", "data", "--out", "setup.png"];
    let printed = place.run_with(&arguments, &origin, "").succeeds().stdout.trim_end().to_owned();
    let (link, print) = printed.split_once("\nVerification number: ").expect("a number to compare");
    let (address, setup) = link.split_once("#setup=").expect("a setup");
    assert_eq!(address, "https://pass.example/scanner/");
    let setup: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(setup).expect("base64url")).expect("JSON");
    let roots: Value = serde_json::from_str(&place.read("data/roots.json")).expect("JSON");
    assert_eq!((&setup["roots"], &setup["origin"]), (&roots, &Value::from("https://pass.example")));
    let picture = std::fs::read(place.path("setup.png")).expect("a picture");
    assert_eq!(haetae::scan::read_code(&picture).expect("a picture"), Some(link.to_owned()));
    assert_eq!(print, fingerprint(&roots));
    assert_eq!((setup.get("lock"), setup.get("contact")), (None, None));
}

#[test]
fn a_setup_link_says_whom_people_ask_about_their_records() {
    let place = Place::with_data();
    let contact = [
        ("HAETAE__ISSUER__CONTACT_NAME", "질병관리청"),
        ("HAETAE__ISSUER__CONTACT_TELEPHONE", "1339"),
        ("HAETAE__ISSUER__CONTACT_PAGE", "https://pass.example/help"),
    ];
    let arguments = ["scanner", "setup", "--data", "data"];
    for (given, expected) in [
        (
            &contact[..],
            serde_json::json!({"name": "질병관리청", "telephone": "1339", "page": "https://pass.example/help"}),
        ),
        (&contact[..1], serde_json::json!({"name": "질병관리청"})),
    ] {
        let printed = place.run_with(&arguments, given, "").succeeds().stdout;
        let (_, setup) = printed.lines().next().and_then(|link| link.split_once("#setup=")).expect("a setup");
        let setup = Base64UrlUnpadded::decode_vec(setup).expect("base64url");
        assert_eq!(serde_json::from_slice::<Value>(&setup).expect("JSON")["contact"], expected);
    }
}

#[test]
fn a_setup_link_locks_the_settings_with_a_pin_that_it_does_not_reveal() {
    let place = Place::with_data();
    let arguments = ["scanner", "setup", "--data", "data", "--lock"];
    let lock = || {
        let printed = place.run_with(&arguments, &[], "2468\n").succeeds().stdout;
        let link = printed.lines().next().expect("a link");
        let (_, setup) = link.split_once("#setup=").expect("a setup");
        let setup = Base64UrlUnpadded::decode_vec(setup).expect("base64url");
        assert!(!String::from_utf8_lossy(&setup).contains("2468"));
        serde_json::from_slice::<Value>(&setup).expect("JSON")["lock"].clone()
    };
    let (one, two) = (lock(), lock());
    assert_eq!(one["rounds"], 210_000);
    for (part, bytes) in [("salt", 16), ("hash", 32)] {
        let decoded = Base64UrlUnpadded::decode_vec(one[part].as_str().expect("a text")).expect("base64url");
        assert_eq!(decoded.len(), bytes, "{part}");
        assert_ne!(one[part], two[part], "{part}");
    }
    for wrong in ["", "123\n", "1234567890123\n", "12a4\n", "１２３４\n"] {
        place.refuses_with(&arguments, &[], wrong, 2, "4 to 12 digits");
    }
}

#[test]
fn a_setup_link_chooses_the_venue_s_policy_and_can_lock_it() {
    let place = Place::with_data();
    let arguments = ["scanner", "setup", "--data", "data", "--json"];
    let policy = |more: &[&str]| {
        let printed = place.run(&[&arguments[..], more].concat()).succeeds().stdout;
        let printed: Value = serde_json::from_str(&printed).expect("JSON");
        let (_, setup) = printed["link"].as_str().and_then(|link| link.split_once("#setup=")).expect("a setup");
        let setup = Base64UrlUnpadded::decode_vec(setup).expect("base64url");
        let setup: Value = serde_json::from_slice(&setup).expect("JSON");
        assert_eq!(setup.get("policy").unwrap_or(&Value::Null), &printed["policy"]);
        printed["policy"].clone()
    };
    assert_eq!(policy(&["--policy", "restaurant"]), serde_json::json!({"id": "restaurant", "locked": false}));
    let locked = policy(&["--policy", "gym-2", "--lock-policy"]);
    assert_eq!(locked, serde_json::json!({"id": "gym-2", "locked": true}));
    assert_eq!(policy(&[]), Value::Null);
    let arguments = &["scanner", "setup", "--data", "data", "--out", "setup.svg"][..];
    let printed = place.run(&[arguments, &["--policy", "gym-2", "--lock-policy"]].concat()).succeeds().stdout;
    assert!(printed.ends_with("\nPolicy: gym-2, locked\n"), "{printed}");
    for wrong in ["", "Restaurant", "a b", "seventeen-letters", "식당"] {
        place.refuses(&[arguments, &["--policy", wrong]].concat(), 2, "1 to 16 of a-z, 0-9 and -");
    }
    place.refuses(&[arguments, &["--lock-policy"]].concat(), 2, "--policy");
}

/// The same as the scanner's page computes.
fn fingerprint(roots: &Value) -> String {
    let keys = roots["keys"].as_array().expect("keys").iter();
    let mut lines: Vec<&str> = keys.map(|key| key["x"].as_str().expect("a key")).collect();
    lines.sort_unstable();
    let threshold = roots["threshold"].to_string();
    lines.insert(0, &threshold);
    let digits = hex::encode(&Sha256::digest(lines.join("\n"))[..16]);
    digits.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).expect("digits")).collect::<Vec<_>>().join(" ")
}

#[test]
fn without_a_file_the_code_is_drawn() {
    let place = Place::with_data();
    let drawn =
        place.run(&["scanner", "setup", "--data", "data"]).succeeds().says("http://127.0.0.1:8470/scanner/#setup=");
    assert!(drawn.stdout.lines().count() > 40, "{drawn:?}");
    place.run(&["scanner", "setup", "--data", "data", "--out", "setup.svg"]).succeeds();
    assert!(place.read("setup.svg").starts_with("<svg"));
    place.refuses(&["scanner", "setup", "--data", "data", "--out", "setup.gif"], 2, ".png or .svg");
}
