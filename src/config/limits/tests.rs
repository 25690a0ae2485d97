use super::super::{Config, ConfigProblems};

fn load(key: &str, value: &str) -> Result<Config, ConfigProblems> {
    let folder = tempfile::tempdir().expect("folder");
    Config::load(folder.path(), [], [(key.to_owned(), value.to_owned())])
}

#[test]
fn every_limit_holds_on_both_sides() {
    let cases = [
        ("limits.requests_per_minute", "0", "-1"),
        ("limits.requests_per_day", "4294967295", "4294967296"),
        ("limits.partner_per_minute", "0", "-1"),
        ("limits.partner_at_once", "1000000", "1000001"),
        ("limits.requests_at_once", "0", "1000001"),
        ("limits.target_ms", "60000", "60001"),
        ("limits.least_at_once", "1", "0"),
        ("limits.least_at_once", "1000000", "1000001"),
        ("limits.short_days", "28", "29"),
        ("limits.signing_ms", "60000", "60001"),
        ("limits.grace_days", "14", "15"),
        ("limits.grace_percent", "100", "101"),
        ("limits.grace_from", "1", "0"),
        ("limits.grace_from", "1000", "1001"),
        ("limits.unusual_factor", "1000", "1001"),
        ("limits.phones_per_day", "1000", "1001"),
        ("limits.fresh_sign_in", "60", "59"),
        ("limits.fresh_sign_in", "3600", "3601"),
        ("limits.paper_life_without_jti", "300", "301"),
        ("limits.partners", "[{ partner = \"a\", requests_per_day = 1 }]", "[{ partner = \"a\" }]"),
        (
            "limits.partners",
            "[{ partner = \"a\", key = \"1\", requests_per_minute = 0 }, { partner = \"a\", requests_per_day = 1 }]",
            "[{ partner = \"a\", requests_per_minute = 0 }, { partner = \"a\", requests_per_day = 1 }]",
        ),
        ("limits.partners", "[]", "[{ partner = \"two words\", requests_per_day = 1 }]"),
        ("limits.partners", "[]", "[{ partner = \"a\", requests_per_day = 1, per_day = 1 }]"),
    ];
    for (key, good, bad) in cases {
        load(key, good).unwrap_or_else(|problems| panic!("{key} = {good}: {problems}"));
        assert!(load(key, bad).is_err(), "{key} = {bad}");
    }
}

#[test]
fn a_partners_limit_says_what_is_wrong_with_it() {
    for (value, hint) in [
        ("[{ partner = \"a\" }]", "the entry of \"a\" has no limit, such as requests_per_minute"),
        (
            "[{ partner = \"a\", key = \"1\", partner_at_once = 1 }]",
            "for all keys of \"a\": give them in an entry without key",
        ),
        (
            "[{ partner = \"a\", reserved_percent = 50 }, { partner = \"b\", reserved_percent = 41 }]",
            "reserved_percent is 91 in all: 90 is the most",
        ),
        ("[{ partner = \"two words\", requests_per_day = 1 }]", "\"two words\" is not the name of a partner"),
        ("[{ requests_per_day = 1 }]", "missing field `partner`"),
        (
            "[{ partner = \"a\", key = \"1\", requests_per_day = 1 }, { partner = \"a\", key = \"1\", requests_per_day = 2 }]",
            "the partner \"a\" comes twice with the same key",
        ),
    ] {
        let problems = load("limits.partners", value).expect_err("a problem").to_string();
        assert!(problems.contains("limits.partners") && problems.contains(hint), "{problems}");
    }
}

#[test]
fn room_can_be_reserved_only_where_it_ends() {
    let folder = tempfile::tempdir().expect("folder");
    let with = |requests_at_once: &str| {
        let partners = "[{ partner = \"a\", reserved_percent = 50 }]".to_owned();
        let pairs = [("limits.requests_at_once", requests_at_once.to_owned()), ("limits.partners", partners)];
        Config::load(folder.path(), [], pairs.map(|(key, value)| (key.to_owned(), value)))
    };
    let problems = with("0").expect_err("a problem").to_string();
    assert!(problems.contains("reserved_percent of \"a\" needs limits.requests_at_once"), "{problems}");
    // 512 of 1024 are reserved, and a partner may have 512.
    let warnings = with("1024").expect("a configuration").warnings();
    assert!(warnings.iter().any(|warning| warning.contains("one partner can take all the 512")), "{warnings:?}");
    assert_eq!(with("1200").expect("a configuration").warnings(), [""; 0]);
}

#[test]
fn a_target_that_no_request_lives_to_see_is_warned_of() {
    let warnings = |target| load("limits.target_ms", target).expect("a configuration").warnings();
    assert_eq!(warnings("10000"), [""; 0]);
    let found = warnings("10001");
    assert!(found.iter().any(|warning| warning.contains("does not notice that it answers too many")), "{found:?}");
}
