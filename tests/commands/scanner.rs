use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::place::Place;

#[test]
fn the_setup_link_brings_the_roots_and_reads_back_from_its_picture() {
    let place = Place::with_data();
    let origin = [("HAETAE__WEB__ORIGIN", "https://pass.example")];
    let arguments = ["scanner", "setup", "--data", "data", "--out", "setup.png"];
    let said = place.run_with(&arguments, &origin, "").succeeds().stdout.trim_end().to_owned();
    let (link, print) = said.split_once("\nFingerprint of the roots: ").expect("a fingerprint");
    let (address, setup) = link.split_once("#setup=").expect("a setup");
    assert_eq!(address, "https://pass.example/scanner/");
    let setup: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(setup).expect("base64url")).expect("JSON");
    let roots: Value = serde_json::from_str(&place.read("data/roots.json")).expect("JSON");
    assert_eq!((&setup["roots"], &setup["origin"]), (&roots, &Value::from("https://pass.example")));
    let picture = std::fs::read(place.path("setup.png")).expect("a picture");
    assert_eq!(haetae::scan::read_code(&picture).expect("a picture"), Some(link.to_owned()));
    assert_eq!(print, fingerprint(&roots));
}

/// As the scanner's page makes it.
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
