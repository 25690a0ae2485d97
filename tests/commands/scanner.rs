use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::Value;

use crate::place::Place;

#[test]
fn the_setup_link_brings_the_roots_and_reads_back_from_its_picture() {
    let place = Place::with_data();
    let origin = [("HAETAE__WEB__ORIGIN", "https://pass.example")];
    let arguments = ["scanner", "setup", "--data", "data", "--out", "setup.png"];
    let link = place.run_with(&arguments, &origin, "").succeeds().stdout.trim_end().to_owned();
    let (address, setup) = link.split_once("#setup=").expect("a setup");
    assert_eq!(address, "https://pass.example/scanner/");
    let setup: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(setup).expect("base64url")).expect("JSON");
    let roots: Value = serde_json::from_str(&place.read("data/roots.json")).expect("JSON");
    assert_eq!((&setup["roots"], &setup["origin"]), (&roots, &Value::from("https://pass.example")));
    let picture = std::fs::read(place.path("setup.png")).expect("a picture");
    assert_eq!(haetae::scan::read_code(&picture).expect("a picture"), Some(link));
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
