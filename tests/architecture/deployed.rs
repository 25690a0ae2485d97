//! Alerts and dashboards name metrics that the service reports, and paragraphs that there are.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::links::anchor;
use crate::require_none;
use crate::sources::{all, root};

/// What a histogram adds to its name.
const OF_HISTOGRAMS: [&str; 3] = ["_bucket", "_sum", "_count"];

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).expect(path)
}

#[test]
fn alerts_and_dashboards_name_metrics_and_paragraphs_that_there_are() {
    let reported: BTreeSet<String> =
        all().iter().filter(|source| source.ships()).flat_map(|source| quoted(&source.text)).collect();
    let guide = read("docs/operations.md");
    let paragraphs: BTreeSet<String> = guide.lines().filter_map(anchor).collect();
    let rules = read("deploy/prometheus/haetae.rules.yml");
    let dashboard = read("deploy/grafana/haetae.json");
    for (path, text) in [("haetae.rules.yml", &rules), ("haetae.json", &dashboard)] {
        let metrics = metrics(text);
        assert!(metrics.len() > 10, "{path}: {metrics:?}");
        require_none(&unknown(path, &metrics, &reported));
        require_none(&dead_ends(path, text, &paragraphs));
    }
    let count = |beginning: &str| rules.lines().filter(|line| line.trim().starts_with(beginning)).count();
    assert_eq!(count("- alert: "), count("runbook: docs/operations.md#"), "each alert names its paragraph");
    assert_eq!(count("- alert: "), count("severity: "));
}

#[test]
fn a_metric_and_a_paragraph_that_are_not_there_are_found() {
    let reported = quoted(r#"const A: &str = "haetae_good_total"; const B: &str = "haetae_time_seconds";"#);
    let reported: BTreeSet<String> = reported.into_iter().collect();
    let text = r#"rate(haetae_good_total{a="b"}[5m]) haetae_time_seconds_bucket haetae_gone docs/operations.md#here docs/operations.md#gone"#;
    assert_eq!(unknown("x", &metrics(text), &reported), ["x names haetae_gone, which no part of the service reports"]);
    assert_eq!(dead_ends("x", text, &BTreeSet::from(["here".to_owned()])).len(), 1);
}

#[test]
fn every_panel_of_the_dashboard_has_a_place_and_a_query() {
    let dashboard: Value = serde_json::from_str(&read("deploy/grafana/haetae.json")).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    assert!(panels.len() > 10);
    let mut places = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for panel in panels {
        let title = panel["title"].as_str().expect("a title");
        let place = |key: &str| panel["gridPos"][key].as_u64().unwrap_or_else(|| panic!("{title}: {key}"));
        for x in place("x")..place("x") + place("w") {
            assert!(x < 24 && places.insert((x, place("y"))), "{title} covers another panel");
        }
        assert!(ids.insert(panel["id"].as_u64().expect("an id")), "{title}");
        let targets = panel["targets"].as_array().expect("queries");
        assert!(!targets.is_empty() && targets.iter().all(|target| target["expr"].is_string()), "{title}");
    }
}

/// The names of metrics in a text.
fn metrics(text: &str) -> BTreeSet<String> {
    let words = text.split(|character: char| !(character.is_ascii_lowercase() || character == '_'));
    words.filter(|word| word.starts_with("haetae_") && word.len() > "haetae_".len()).map(str::to_owned).collect()
}

/// The names of metrics that stand in quotes in Rust.
fn quoted(text: &str) -> Vec<String> {
    let names = text.split("\"haetae_").skip(1).filter_map(|rest| rest.split_once('"'));
    names.map(|(name, _)| format!("haetae_{name}")).collect()
}

fn unknown(path: &str, metrics: &BTreeSet<String>, reported: &BTreeSet<String>) -> Vec<String> {
    let is_reported = |metric: &str| {
        let plain = OF_HISTOGRAMS.iter().find_map(|ending| metric.strip_suffix(ending));
        reported.contains(metric) || plain.is_some_and(|plain| reported.contains(plain))
    };
    let missing = metrics.iter().filter(|metric| !is_reported(metric));
    missing.map(|metric| format!("{path} names {metric}, which no part of the service reports")).collect()
}

fn dead_ends(path: &str, text: &str, paragraphs: &BTreeSet<String>) -> Vec<String> {
    let is_part = |character: char| character.is_alphanumeric() || character == '-' || character == '_';
    let anchors = text.split("docs/operations.md#").skip(1).filter_map(|rest| rest.split(|next| !is_part(next)).next());
    let missing = anchors.filter(|anchor| !paragraphs.contains(*anchor));
    missing.map(|anchor| format!("{path} leads to docs/operations.md#{anchor}, which is not there")).collect()
}
