use crate::place::Place;

#[test]
fn the_content_of_a_code_is_shown_with_a_warning_first_and_last() {
    let place = Place::with_people();
    let pass = place.paper_pass("kim");
    let shown = place.run(&["inspect", &pass]).succeeds();
    for words in ["NOT CHECKED", "HT1", "BNT162B2", "김*수", "01-31", "none: a paper pass"] {
        assert!(shown.stdout.contains(words), "{words}: {}", shown.stdout);
    }
    let lines: Vec<&str> = shown.stdout.lines().collect();
    assert!(lines[0].starts_with("!! NOT CHECKED") && lines[lines.len() - 1].starts_with("!! NOT CHECKED"));

    // Anyone can write such a code: one with a changed signature is shown, too.
    let text = if pass.ends_with('0') { "1" } else { "0" };
    let forged = format!("{}{text}", &pass[..pass.len() - 1]);
    if place.run(&["inspect", &forged]).status == Some(0) {
        place.run(&["inspect", &forged]).says("NOT CHECKED");
    }
}

#[test]
fn a_presentation_shows_its_time_and_its_holder_key() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("../vectors/checks.json")).expect("the vectors");
    let place = Place::empty();
    let live = vectors["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .find_map(|case| case["qr"].as_str().filter(|qr| case["verdict"] == "admit" && qr.starts_with("HP1:")));
    let shown = place.run(&["inspect", live.expect("a presentation")]).succeeds();
    for words in ["A presentation (HP1), made by a phone at 20", "holder key     "] {
        assert!(shown.stdout.contains(words), "{words}: {}", shown.stdout);
    }
}

#[test]
fn a_text_that_is_not_a_code_is_reported() {
    let place = Place::empty();
    place.refuses(&["inspect", "https://example.com"], 1, "it must begin with HT1: or HP1:");
    place.refuses(&["inspect", ""], 1, "it must begin with HT1: or HP1:");
    for text in ["HT1:", "HT1:QED8", "HP1:abc", "HT1:::::::"] {
        place.refuses(&["inspect", text], 1, "not a pass that can be read: ");
    }
}
