use std::path::Path;

use crate::config::{Config, ConfigProblems};

fn load(values: &[(&str, &str)]) -> Result<Config, ConfigProblems> {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Config::load(Path::new("no folder"), [], values)
}

#[test]
fn attestation_needs_apps_that_can_be_told_apart() {
    let signer = "5a".repeat(32);
    let android = format!("{{ package = \"kr.example\", signers = [\"{signer}\"] }}");
    let with = |partners: &str| load(&[("attestation.mode", "accept"), ("attestation.partners", partners)]);
    let config = with(&format!("[{{ partner = \"a\", mode = \"require\", android = [{android}] }}]")).expect("config");
    assert_eq!(config.attestation.partners[0].android[0].signer_digests(), [[0x5A; 32]]);
    let warnings = config.warnings();
    assert!(matches!(&warnings[..], [one] if one.starts_with("attestation.google_status is not set")), "{warnings:?}");
    with("[{ partner = \"a\", apple = [\"ABCDE12345.kr.example\"] }]").expect("config");
    let apple = "apple = [\"ABCDE12345.kr.example\"]";
    for (partners, rule) in [
        ("[]".to_owned(), "it needs the apps of the partners"),
        (format!("[{{ partner = \"a b\", {apple} }}]"), "a partner's name is 1 to 64 characters"),
        (format!("[{{ partner = \"a\", {apple} }}, {{ partner = \"a\", {apple} }}]"), "it must name each partner once"),
        ("[{ partner = \"a\" }]".to_owned(), "each partner needs an app"),
        (
            "[{ partner = \"a\", android = [{ package = \"\", signers = [] }] }]".to_owned(),
            "needs its package and one signer",
        ),
        (
            "[{ partner = \"a\", android = [{ package = \"b\", signers = [\"c\"] }] }]".to_owned(),
            "a signer is a SHA-256",
        ),
        ("[{ partner = \"a\", apple = [\"kr.example\"] }]".to_owned(), "an app for iOS is its team"),
        ("[{ partner = \"a\", tpm = [] }]".to_owned(), "unknown field `tpm`"),
    ] {
        let found = with(&partners).expect_err(rule).to_string();
        assert!(found.contains(rule), "{partners}: {found}");
    }
    for key in ["attestation.google_roots", "attestation.google_status", "attestation.apple_roots"] {
        assert!(load(&[(key, "")]).is_err(), "{key}");
    }
}
