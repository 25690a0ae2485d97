use std::process::Command;

use crate::{deployed, run, said, text};

fn promtool(arguments: &[&str]) -> (bool, String) {
    let output = run(Command::new("promtool").current_dir(deployed("prometheus")).args(arguments));
    (output.status.success(), said(&output))
}

#[test]
fn every_alert_is_raised_by_what_it_is_for_and_by_nothing_else() {
    let (is_good, said) = promtool(&["check", "rules", "haetae.rules.yml"]);
    assert!(is_good, "{said}");
    let (is_good, said) = promtool(&["test", "rules", "haetae.rules.test.yml"]);
    assert!(is_good, "{said}");
}

#[test]
fn every_alert_has_its_tests() {
    let (rules, tests) = (text("prometheus/haetae.rules.yml"), text("prometheus/haetae.rules.test.yml"));
    let alerts: Vec<&str> = rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(alerts.len() > 10, "{alerts:?}");
    for alert in alerts {
        for which in ["raised", "silent"] {
            assert!(tests.contains(&format!("- name: {alert} {which}\n")), "{alert} {which}");
        }
    }
}
