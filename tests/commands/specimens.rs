use serde_json::Value;

use crate::place::Place;

#[test]
fn a_sheet_and_the_training_that_goes_with_it_are_written() {
    let place = Place::empty();
    place.run(&["specimens", "--out", "sheet.pdf", "--training", "training.json"]).succeeds();
    assert!(std::fs::read(place.path("sheet.pdf")).expect("a file").starts_with(b"%PDF"));
    let training: Value = serde_json::from_str(&place.read("training.json")).expect("JSON");
    assert_eq!(training["roots"]["threshold"], 1);

    // A scanner with the training's data gives the verdicts that the file expects.
    place.write("roots.json", training["roots"].to_string());
    let bundle = training["bundle"].as_str().expect("text");
    place.write("bundle", <base64ct::Base64UrlUnpadded as base64ct::Encoding>::decode_vec(bundle).expect("base64url"));
    let at = training["now"].as_u64().expect("a time").to_string();
    for code in training["codes"].as_array().expect("codes") {
        let (text, expected) = (code["text"].as_str().expect("text"), code["expected"].as_str().expect("text"));
        let arguments = ["verify", "--roots", "roots.json", "--bundle", "bundle", "--at", &at, "--json", "-"];
        let chosen = code["policy"].as_str().map_or_else(Vec::new, |policy| vec!["--policy", policy]);
        let ran = place.run_with(&[&arguments[..], &chosen[..]].concat(), &[], text);
        let verdict: Value = serde_json::from_str(&ran.stdout).expect("a verdict");
        assert_eq!(verdict["code"], expected, "{ran:?}");
    }
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let place = Place::empty();
    place.refuses(&["specimens", "--out", "nowhere/sheet.pdf"], 2, "nowhere/sheet.pdf");
    place.refuses(&["specimens"], 2, "--help");
}
