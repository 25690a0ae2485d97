//! The report's files.

use sha2::{Digest as _, Sha256};

use crate::{Run, own_vectors, vectors};

#[test]
fn the_report_says_what_ran_over_which_data_and_what_failed() {
    let run = Run::of_script(
        &["--only", "trust.json", "--only", "checks.json/indices"],
        r#""$1" conformance-adapter | sed -u 's/"outcome":"unsigned"/"outcome":"taken"/'"#,
    );
    let report = run.report();
    assert_eq!(report["implementation"]["name"], "Haetae for Rust");
    assert_eq!(report["protocol"], 1);
    let trust = std::fs::read(own_vectors().join("trust.json")).expect("a file");
    assert_eq!(report["vectors"]["trust.json"], hex::encode(Sha256::digest(trust)));

    let file = vectors("trust.json");
    let unsigned = |case: &&serde_json::Value| {
        case["steps"].as_array().expect("steps").iter().any(|step| step["outcome"] == "unsigned")
    };
    let failed = file["cases"].as_array().expect("cases").iter().filter(unsigned).count();
    assert!(failed > 0);
    let passed = file["cases"].as_array().expect("cases").len() - failed;
    let indices = vectors("checks.json")["status_indices"].as_array().expect("cases").len();
    assert_eq!(report["total"], serde_json::json!({ "passed": passed, "failed": failed, "not_covered": indices }));

    let page = run.file("report.md");
    assert!(page.starts_with("# Haetae for Rust "), "{page}");
    assert!(page.contains(&format!("{passed} passed, {failed} failed, {indices} not covered.")), "{page}");
    assert!(page.contains("| trust.json | lists |"), "{page}");
    assert!(page.contains(&format!("- checks.json/indices: {indices}, it does not answer status_index")), "{page}");
    let case = run.cases("failed")[0]["name"].as_str().expect("a name").to_owned();
    assert!(page.contains(&format!("| trust.json/lists: {case} |")), "{page}");
    assert!(run.file("badge.svg").contains(&format!(">{failed} failed</text>")));
}

#[test]
fn the_badge_is_green_only_where_all_is_covered() {
    let badge = |arguments: &[&str]| Run::of_adapter(arguments).file("badge.svg");
    let lists = vectors("trust.json")["cases"].as_array().expect("cases").len();
    let green = badge(&["--only", "trust.json"]);
    assert!(green.contains("#1b7f3b") && green.contains(&format!(">{lists} passed</text>")), "{green}");
    let yellow = badge(&["--only", "trust.json", "--only", "checks.json/indices"]);
    assert!(yellow.contains("#8a6d00") && yellow.contains(&format!(">{lists} passed, ")), "{yellow}");
}
