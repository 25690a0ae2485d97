//! Implementations that are wrong on purpose: the right cases name them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Run, vectors};

/// The names of the codes of `checks.json` with such a verdict, as the kit names them.
fn codes(is_meant: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let file = vectors("checks.json");
    let of = |scanner: &Value, place: &str| -> Vec<String> {
        let cases = scanner["cases"].as_array().expect("cases").iter();
        let meant = cases.filter(|case| is_meant(case["verdict"].as_str().expect("a verdict")));
        meant.map(|case| format!("{place}{}", case["name"].as_str().expect("a name"))).collect()
    };
    let mut names: BTreeSet<String> = of(&file, "").into_iter().collect();
    for scanner in file["checks"].as_array().expect("scanners") {
        names.extend(of(scanner, &format!("{}/", scanner["name"].as_str().expect("a name"))));
    }
    names
}

const CODES: [&str; 2] = ["--only", "checks.json/codes"];

#[test]
fn one_that_admits_everybody_fails_every_case_that_is_not_admitted() {
    let script = r#""$1" conformance-adapter | sed -u 's/"code":"[a-z_]*"/"code":"admit"/; s/"outcome":"\(refuse\|unclear\)"/"outcome":"admit"/'"#;
    let run = Run::of_script(&CODES, script);
    assert_eq!(run.status, Some(1));
    assert_eq!(run.names("failed"), codes(|verdict| !verdict.starts_with("admit")));
    let page = include_str!("../../../../docs/conformance.md");
    let example = page.split("    FAILED ").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("an example");
    let example = format!("FAILED {}\n", example.replace("\n    ", "\n"));
    assert!(run.output.contains(&example), "{example}\n{}", run.output);
    assert!(run.file("badge.svg").contains(" failed</text>"));
}

#[test]
fn one_that_says_no_where_it_cannot_tell_fails() {
    let run =
        Run::of_script(&CODES, r#""$1" conformance-adapter | sed -u 's/"outcome":"unclear"/"outcome":"refuse"/'"#);
    let unclear = |verdict: &str| {
        let refused = [
            "key_withdrawn",
            "key_not_valid_then",
            "key_not_allowed",
            "bad_signature",
            "expired",
            "revoked",
            "holder_proof_invalid",
        ];
        !verdict.starts_with("admit") && !refused.contains(&verdict)
    };
    assert_eq!(run.names("failed"), codes(unclear));
    assert!(run.output.contains("got       specimen with the outcome refuse\n"));
}

#[test]
fn one_that_skips_a_warning_fails_the_cases_with_it() {
    let script = r#""$1" conformance-adapter | sed -u 's/"check_id",//; s/"check_id"//'"#;
    let run = Run::of_script(&CODES, script);
    assert_eq!(run.names("failed"), codes(|verdict| verdict.contains("+check_id")));
}

#[test]
fn one_whose_clock_is_a_second_off_fails_at_the_edges() {
    let script = r#"
        while IFS= read -r line; do
            if [[ $line =~ ^(\{\"at\":)([0-9]+)(.*)$ ]]; then
                line=${BASH_REMATCH[1]}$((BASH_REMATCH[2] + 1))${BASH_REMATCH[3]}
            fi
            printf '%s\n' "$line"
        done | "$1" conformance-adapter
    "#;
    let failed = Run::of_script(&CODES, script).names("failed");
    for edge in ["before-nbf", "last-second", "proof-at-max-age", "trust-not-yet-stale", "clock-just-behind-the-floor"]
    {
        assert!(failed.contains(edge), "{edge}: {failed:?}");
    }
    for inside in ["at-nbf", "at-exp", "revoked", "presentation-0"] {
        assert!(!failed.contains(inside), "{inside}");
    }
}

#[test]
fn a_phone_that_signs_something_else_is_found() {
    let script = r#""$1" conformance-adapter | sed -u 's/"bytes":"84/"bytes":"85/'"#;
    let run = Run::of_script(&["--only", "checks.json/phones"], script);
    let failed = run.names("failed");
    assert!(!failed.is_empty() && failed.iter().all(|name| name.ends_with("/signed")), "{failed:?}");
    let shown = run.names("passed");
    assert!(failed.iter().all(|name| shown.contains(&name.replace("/signed", "/shown"))));
}
