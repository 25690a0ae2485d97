use crate::place::Place;

#[test]
fn a_fresh_configuration_is_in_order_and_every_value_shows_with_its_origin() {
    let place = Place::with_data();
    let checked = place.run(&["config", "check", "--data", "data"]).succeeds();
    assert_eq!(checked.stdout, "The configuration of data is in order.\n");

    let shown = place.run(&["config", "show", "--data", "data"]).succeeds();
    assert!(shown.stdout.lines().any(|line| line == "issuer.serial_bits = 20"), "{}", shown.stdout);
    let variables = [("HAETAE__LOG__LEVEL", "debug"), ("HAETAE__TOKEN__PIN", "0123456789abcdefSECRET0123456789")];
    let shown = place.run_with(&["config", "show", "--origin", "--data", "data"], &variables, "").succeeds();
    let line = |key: &str| shown.stdout.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    assert!(line("log.level").contains("HAETAE__LOG__LEVEL"), "{}", shown.stdout);
    assert!(line("issuer.zone").contains("haetae.toml"), "{}", shown.stdout);
    assert!(line("token.pin").contains("***"), "{}", shown.stdout);
    assert!(!shown.stdout.contains("SECRET"), "{}", shown.stdout);
}

#[test]
fn all_errors_are_reported_at_once_with_their_lines() {
    let place = Place::with_data();
    place.write(
        "data/haetae.toml",
        "[issuer]\nzone = \"Asia/Soul\"\nserial_bits = 20\ncolour = \"red\"\n[log]\nlevel = 3\n",
    );
    let before = place.snapshot();
    let checked = place.run(&["config", "check", "--data", "data"]).ends(1);
    for words in ["Asia/Soul", "line 2", "colour", "line 4", "line 6"] {
        assert!(checked.stderr.contains(words), "{words}: {}", checked.stderr);
    }
    before.require_same(&place.snapshot(), "config check");
    // The other commands refuse it, too.
    place.refuses(&["revoke", "--data", "data", "--subject", "kim"], 2, "colour");
    place.refuses(&["config", "show", "--data", "data"], 2, "colour");
}

#[test]
fn broken_toml_unknown_variables_and_the_token_of_earlier_versions_are_found() {
    let place = Place::with_data();
    let check = ["config", "check", "--data", "data"];
    place.refuses_with(&check, &[("HAETAE__LOG__COLOUR", "red")], "", 1, "HAETAE__LOG__COLOUR");
    place.refuses_with(&check, &[("HAETAE__LOG", "red")], "", 1, "HAETAE__LOG");
    place.refuses_with(&check, &[("HAETAE__ISSUER__PAPER_DAYS", "15")], "", 1, "issuer.paper_days");

    place.refuses_with(&check, &[("HAETAE__SERVICE__OPERATOR_TOKEN", "x")], "", 1, "haetae operator add");

    place.write("data/haetae.toml", "[issuer\nzone = 1\n");
    place.refuses(&check, 1, "haetae.toml line 1");
    place.write("data/haetae.toml", [0xff, 0xfe]);
    place.refuses(&check, 1, "haetae.toml");
    place.refuses(&["config", "check", "--data", "nowhere"], 1, "there is no data folder nowhere");
}

#[test]
fn serial_bits_cannot_change_once_there_is_a_database() {
    let place = Place::with_people();
    let words = "this database was made with 20";
    let variables = [("HAETAE__ISSUER__SERIAL_BITS", "21")];
    place.refuses_with(&["issue", "--paper", "--subject", "kim", "--data", "data"], &variables, "", 2, words);
}

#[test]
fn hours_before_the_day_that_the_issuing_keys_have_no_room_for_are_refused_with_what_to_do() {
    let place = Place::with_data();
    let check = ["config", "check", "--data", "data"];
    let hours = |hours| [("HAETAE__ISSUER__STRIP_LEAD_HOURS", hours)];
    place.run_with(&check, &hours("5"), "").succeeds().says("is in order");
    let words = ["issuer.strip_lead_hours = 6", "30 hours", "at most 29", "to 5 or less", "--day-pass-hours 31"];
    for words in words {
        place.refuses_with(&check, &hours("6"), "", 1, words);
    }

    std::fs::remove_file(place.path("data/trust-list")).expect("a file");
    let checked = place.run_with(&check, &hours("6"), "").succeeds();
    let warning = "warning: issuer.strip_lead_hours cannot be compared with the issuing keys: ";
    assert!(checked.stdout.contains(warning) && checked.stdout.contains("no trust list yet"), "{}", checked.stdout);
}
