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
        ("[{ partner = \"a\" }]", "the entry of \"a\" has neither requests_per_minute nor requests_per_day"),
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
