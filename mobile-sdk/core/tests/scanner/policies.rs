//! What a venue can choose of the rules in force.

use haetae_core::*;
use haetae_testkit::authority::at;
use haetae_testkit::vectors::{bytes, json};
use serde_json::{Value, json};

/// A scanner of `rules.json` with its data in force.
fn scanner(name: &str) -> Scanner {
    let vectors = json("rules.json");
    let scanners = vectors["checks"].as_array().expect("scanners");
    let given = scanners.iter().find(|scanner| scanner["name"] == name).expect("a scanner of this name");
    let mut scanner = Scanner::new(serde_json::from_value(given["roots"].clone()).expect("roots"), 1);
    assert_eq!(scanner.bundle_arrived(&bytes(&given["bundle"])), Outcome::Taken);
    scanner
}

fn listed(scanner: &Scanner, now: u64) -> Value {
    serde_json::to_value(scanner.policies(at(now))).expect("JSON")
}

/// 3 January 2022, 0:00 in Seoul.
const MIDNIGHT: u64 = 1_641_135_600;

#[test]
fn a_policy_is_replaced_at_its_second_by_the_next_of_its_id() {
    let scanner = scanner("korea-2021");
    let standings = |now| -> Vec<(PolicyStanding, u64, Option<u64>)> {
        let policies = scanner.policies(at(now)).policies;
        let of_id = policies.iter().filter(|policy| policy.id == "restaurant");
        of_id.map(|policy| (policy.standing, policy.from.seconds(), policy.until.map(UnixTime::seconds))).collect()
    };
    let (before, after) = (standings(MIDNIGHT - 1), standings(MIDNIGHT));
    assert_eq!(before[0].0, PolicyStanding::Current);
    assert_eq!((before[0].2, before[1].1), (Some(MIDNIGHT), MIDNIGHT));
    assert_eq!(before[1].0, PolicyStanding::Later);
    assert_eq!((after[0].0, after[1].0), (PolicyStanding::Ended, PolicyStanding::Current));
}

#[test]
fn a_policy_says_by_what_name_it_goes_and_what_it_asks_of_the_scanner() {
    let scanner = scanner("main");
    let listed = listed(&scanner, 1_794_888_440);
    assert_eq!(listed["rules"], "readable");
    let policy = |id| listed["policies"].as_array().expect("policies").iter().find(|policy| policy["id"] == id);
    let live = policy("live").expect("a policy that requires a challenge");
    assert_eq!((&live["challenge_required"], &live["standing"]), (&json!(true), &json!("current")));
    assert!(live["name"]["ko"].is_string() && live["name"]["en"].is_string(), "{live}");
    assert_eq!(policy("listed").expect("one that requires a list")["status"], "required");
    assert_eq!(policy("soon").expect("one that begins later")["standing"], "later");
    assert_eq!(policy("over").expect("one that has ended")["standing"], "ended");
    assert_eq!(policy("open").expect("one without an end")["until"], Value::Null);
}

#[test]
fn no_rules_and_rules_that_are_not_readable_are_two_things() {
    assert_eq!(listed(&scanner("no-rules-file"), MIDNIGHT), json!({"rules": "missing", "policies": []}));
    assert_eq!(listed(&scanner("file-level-2"), MIDNIGHT), json!({"rules": "unreadable", "policies": []}));
    assert_eq!(listed(&scanner("no-policies"), MIDNIGHT), json!({"rules": "readable", "policies": []}));
}
