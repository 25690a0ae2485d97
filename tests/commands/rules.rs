//! Rules at the door: signed, published, taken back, and who did it.

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::{Outcome, RootSet, TrustStore};
use serde_json::{Value, json};

use crate::operator::{found, operator, run, run_with};
use crate::place::Place;
use crate::running::Service;

const TWO: [(&str, &str); 1] = [("HAETAE__OPERATORS__FOUR_EYES", "[\"rules\"]")];

fn policy(from: &str, until: Option<&str>, logic: &Value) -> Value {
    json!({
        "id": "restaurant", "name": { "ko": "식당", "en": "Restaurants" }, "from": from, "until": until,
        "challenge": "off", "status": "warn",
        "rules": [{ "id": "R-1", "logic": logic, "message": { "ko": "안 됩니다", "en": "Not met" } }],
    })
}

fn rules(policies: &[Value]) -> String {
    json!({ "zone": "Asia/Seoul", "presentation": { "max_age": 60, "max_skew": 60 }, "policies": policies }).to_string()
}

/// The number of doses that count.
fn at_least(doses: u8) -> Value {
    let enough = json!({ ">=": [{ "var": "current.doses" }, doses] });
    json!({ "reduce": [{ "var": "payload.evidence" }, { "if": [{ "var": "accumulator" }, true, enough] }, false] })
}

fn canaries(second: &str) -> String {
    let case = |doses: u8, expect: &str| {
        json!({
            "name": format!("{doses} doses"), "policy": "restaurant", "at": "2026-12-24T12:00:00+09:00", "expect": expect,
            "evidence": [{ "kind": "vaccination", "doses": doses, "date": "2026-07-06", "product": "BNT162B2" }],
        })
    };
    json!({ "cases": [case(3, "met"), case(2, second)] }).to_string()
}

const FROM: &str = "2021-01-01T00:00:00+09:00";

/// A place with a first file, `two.json`, by which two doses count, and its canaries.
fn place() -> Place {
    let place = Place::with_people();
    place.write("two.json", rules(&[policy(FROM, None, &at_least(2))]));
    place.write("two.cases.json", canaries("met"));
    place.write("three.json", rules(&[policy(FROM, None, &at_least(3))]));
    place.write("three.cases.json", canaries("policy_not_met"));
    place
}

fn published(place: &Place) {
    run(place, "rules sign two.json").succeeds().says("Signed version 1").says("two.signed");
    run(place, "rules publish two.signed").succeeds().says("Published version 1.");
}

fn status(place: &Place, exit: i32) -> Value {
    serde_json::from_str(&run(place, "rules status --json").ends(exit).stdout).expect("JSON")
}

/// What a check at the restaurant says to a paper pass, with what `haetae publish` wrote.
fn says(place: &Place, subject: &str, verdict: &str) {
    let code = place.paper_pass(subject);
    place.publish();
    let ran = place.verify(&["--policy", "restaurant", "--json", &code]);
    assert!(ran.stdout.contains(&format!("\"{verdict}\"")), "{verdict}: {ran:?}");
}

#[test]
fn rules_are_signed_published_and_taken_by_scanners() {
    let place = place();
    assert_eq!(status(&place, 0)["in_force"], Value::Null);
    says(&place, "kim", "rules_missing");
    published(&place);
    assert_eq!(status(&place, 1)["newest"], 1, "it waits for the next published set");
    run(&place, "rules status").ends(1).says("No rules are in force.").says("Version 1 is not in force yet");
    says(&place, "kim", "admit");
    run(&place, "rules sign three.json").succeeds().says("Signed version 2");
    let reason = "a new variant";
    let emergency = ["rules", "publish", "three.signed", "--data", "data", "--emergency", reason];
    place.run(&emergency).succeeds().says("Canaries that get the right answer: 2");
    says(&place, "kim", "policy_not_met");
    says(&place, "lee", "admit");
    let status = status(&place, 0);
    assert_eq!((&status["in_force"], &status["canaries"], &status["wrong"]), (&json!(2), &json!(2), &json!([])));
    assert_eq!((&status["history"][0]["version"], &status["history"][0]["emergency"]), (&json!(2), &json!(reason)));
    assert_eq!((&status["history"][1]["version"], &status["history"][1]["emergency"]), (&json!(1), &Value::Null));
    run(&place, "rules status").succeeds().says("Version 2 is in force").says("emergency: a new variant");
    let acts = ["rules_sign", "rules_publish", "rules_sign", "rules_publish"];
    let of_rules: Vec<(String, String)> =
        found(&place).into_iter().filter(|(act, _)| act.starts_with("rules")).collect();
    assert_eq!(of_rules, acts.map(|act| (act.to_owned(), "done".to_owned())));
    run(&place, "journal acts --act rules_publish").succeeds().says("emergency a new variant");
}

#[test]
fn what_is_wrong_is_not_published() {
    let place = place();
    let refuses = |line: &str, status: i32, words: &str| {
        let arguments: Vec<&str> = line.split_whitespace().chain(["--data", "data"]).collect();
        place.refuses(&arguments, status, words);
    };
    refuses("rules sign nothing.json", 2, "nothing.json");
    refuses("rules publish two.json", 2, "two.json: it is not signed: haetae rules sign");
    place.write("broken.json", rules(&[policy(FROM, None, &json!({ "unknown": [1] }))]));
    refuses("rules sign broken.json", 1, "broken.json:1:");
    place.write("none.signed", b"nothing");
    refuses("rules publish none.signed --no-cases", 2, "none.signed: it is not a signed rules file");
    refuses("rules rollback 1", 1, "there is no version 1");
    published(&place);
    place.run(&["publish", "--data", "data", "--out", "site"]).succeeds();
    refuses("rules sign two.json", 2, "two.signed: the file exists already");
    refuses("rules publish two.signed", 1, "two.signed: it is version 1, and version 1 is published");
    refuses("rules rollback 1", 1, "version 1 is the newest one already");

    run(&place, "rules sign three.json").succeeds();
    refuses("rules publish three.signed", 1, "within 48 hours (rules.notice_hours): the policy restaurant, from ");
    refuses(
        "rules publish three.signed --cases two.cases.json --emergency now",
        1,
        "1 of 2 canaries get wrong answers: 2 doses",
    );
    let blank = ["rules", "publish", "three.signed", "--data", "data", "--emergency", " "];
    place.refuses(&blank, 2, "--emergency must be 1 to 500 characters");
    std::fs::remove_file(place.path("three.cases.json")).expect("removed");
    refuses("rules publish three.signed --emergency now", 2, "there are no canaries beside it (three.cases.json)");
    place.write("three.cases.json", "{}");
    refuses("rules publish three.signed --emergency now", 2, "three.cases.json: missing field `cases`");

    // Another issuer's file.
    let other = Place::with_data();
    other.write("two.json", rules(&[policy(FROM, None, &at_least(2))]));
    run(&other, "rules sign two.json").succeeds();
    place.write("other.signed", std::fs::read(other.path("two.signed")).expect("a file"));
    refuses("rules publish other.signed --no-cases", 1, "scanners would not take it: the trust list has no rules key");
    assert_eq!(status(&place, 0)["in_force"], 1);
}

#[test]
fn a_change_that_begins_after_the_notice_needs_no_emergency() {
    let place = place();
    published(&place);
    let in_days = |days: u64| SystemClock.now().saturating_add(days * 86_400).to_rfc3339();
    for (ahead, status) in [(1, 1), (3, 0)] {
        let switch = in_days(ahead);
        let changed = [policy(FROM, Some(&switch), &at_least(2)), policy(&switch, None, &at_least(3))];
        place.write("change.json", rules(&changed));
        let _ = std::fs::remove_file(place.path("change.signed"));
        run(&place, "rules sign change.json").succeeds();
        run(&place, "rules publish change.signed --no-cases").ends(status);
    }
}

#[test]
fn a_rollback_is_a_new_version_with_the_old_content() {
    let place = place();
    published(&place);
    run(&place, "rules sign three.json").succeeds();
    run(&place, "rules publish three.signed --emergency wrong").succeeds();
    says(&place, "kim", "policy_not_met");
    let early: Vec<&str> = "rules rollback 1 --data data".split_whitespace().collect();
    place.refuses(&early, 1, "within 48 hours (rules.notice_hours)");
    run(&place, "rules rollback 1 --emergency it-was-right").succeeds().says("Published version 3.").says("version 1");
    says(&place, "kim", "admit");
    let status = status(&place, 0);
    assert_eq!((&status["in_force"], &status["history"][0]["content_of"]), (&json!(3), &json!(1)));
    assert_eq!((&status["canaries"], &status["wrong"]), (&json!(2), &json!([])), "with the canaries of version 1");
    run(&place, "rules sign three.json --out four.signed").succeeds().says("Signed version 4");
}

#[test]
fn two_operators_publish_rules_where_the_configuration_asks_for_it() {
    let place = place();
    for name in ["alice", "bob"] {
        operator(&place, name, "rules");
    }
    operator(&place, "carol", "revoke");
    run(&place, "rules sign two.json").succeeds();
    let with = |line: &str| run_with(&place, line, &TWO);
    let no_credential = with("rules publish two.signed").ends(2);
    assert!(no_credential.stderr.contains("operators.four_eyes asks for two operators"), "{no_credential:?}");
    let scope = with("rules publish two.signed --token-file carol.token").ends(1);
    assert!(scope.stderr.contains("does not have the scope rules"), "{scope:?}");
    let proposed = with("rules publish two.signed --token-file alice.token").ends(1);
    let id = proposed.stdout.split("--confirm ").nth(1).expect("an id").trim_end_matches(['.', '\n']).to_owned();
    assert_eq!(status(&place, 0)["newest"], Value::Null, "nothing changes yet");
    let same = with(&format!("rules publish two.signed --token-file alice.token --confirm {id}")).ends(1);
    assert!(same.stderr.contains("who has proposed this cannot confirm it"), "{same:?}");
    run(&place, "rules sign three.json").succeeds();
    let other = with(&format!("rules publish three.signed --token-file bob.token --confirm {id}")).ends(1);
    assert!(other.stderr.contains("this is not what was proposed"), "{other:?}");
    with(&format!("rules publish two.signed --token-file bob.token --confirm {id}")).succeeds();
    let record = status(&place, 1)["history"][0].clone();
    assert_eq!((&record["by"], &record["approved_by"]), (&json!("alice"), &json!("bob")));

    // Taking it back needs two as well; what they sign has another time of issue, and is the same.
    run_with(&place, "publish --out site", &TWO).succeeds();
    run(&place, "rules sign three.json --out third.signed").succeeds();
    let proposed =
        with("rules publish third.signed --cases three.cases.json --emergency x --token-file bob.token").ends(1);
    let id = proposed.stdout.split("--confirm ").nth(1).expect("an id").trim_end_matches(['.', '\n']).to_owned();
    with(&format!(
        "rules publish third.signed --cases three.cases.json --emergency x --token-file alice.token --confirm {id}"
    ))
    .succeeds();
    let proposed = with("rules rollback 1 --emergency y --token-file alice.token").ends(1);
    let id = proposed.stdout.split("--confirm ").nth(1).expect("an id").trim_end_matches(['.', '\n']).to_owned();
    with(&format!("rules rollback 1 --emergency y --token-file bob.token --confirm {id}")).succeeds();
    let record = status(&place, 1)["history"][0].clone();
    assert_eq!(
        (&record["by"], &record["approved_by"], &record["content_of"]),
        (&json!("alice"), &json!("bob"), &json!(1))
    );
    let acts: Vec<(String, String)> = found(&place).into_iter().filter(|(act, _)| act == "rules_rollback").collect();
    assert_eq!(acts.iter().map(|(_, outcome)| outcome.as_str()).collect::<Vec<_>>(), ["proposed", "done"]);
}

/// What the service serves to scanners.
fn bundle(service: &Service) -> Vec<u8> {
    let served = ureq::get(format!("{}/v1/trust/bundle", service.public)).call().expect("a bundle");
    served.into_body().read_to_vec().expect("bytes")
}

#[test]
fn a_running_service_publishes_by_itself_and_shows_what_is_in_force() {
    let place = place();
    let service = Service::start(&place);
    let roots: RootSet = serde_json::from_str(&place.read("data/roots.json")).expect("roots");
    published(&place);
    service.logs("other rules are in force");
    let mut scanner = TrustStore::new(roots);
    assert_eq!(scanner.take_bundle(&bundle(&service)), Outcome::Taken);
    assert_eq!(scanner.rules().flatten().map(|file| file.version), Some(1));
    let rules = service.checks()["rules"].clone();
    assert_eq!((&rules["version"], &rules["canaries"], &rules["wrong"]), (&json!(1), &json!(2), &json!([])));
    assert_eq!(
        (&rules["policies"][0]["id"], &rules["policies"][0]["state"]),
        (&json!("restaurant"), &json!("current"))
    );
    assert!(service.ask_operator("/metrics").contains("haetae_rules_version 1"));
    run(&place, "doctor")
        .says("Version 1 is in force: policies restaurant; no change is ahead.")
        .says("2 canaries get");
    run(&place, "rules sign three.json").succeeds();
    run(&place, "rules publish three.signed --emergency now").succeeds();
    service.logs("other rules are in force");
    assert_eq!(scanner.take_bundle(&bundle(&service)), Outcome::Taken);
    assert_eq!(scanner.rules().flatten().map(|file| file.version), Some(2));
}

#[test]
fn a_withdrawn_key_signs_and_publishes_no_rules() {
    let place = place();
    run(&place, "rules sign two.json").succeeds();
    let keys: Value = serde_json::from_str(&run(&place, "trust show --json").succeeds().stdout).expect("JSON");
    let of_rules = keys["keys"].as_array().expect("keys").iter().filter(|key| key["role"] == "rules");
    let kids: Vec<&str> = of_rules.map(|key| key["kid"].as_str().expect("a kid")).collect();
    for (number, kid) in kids.iter().enumerate() {
        run(&place, &format!("keys compromise {kid} --reason stolen --out request-{number}.json")).succeeds();
    }
    let words = |line: &str| line.split_whitespace().chain(["--data", "data"]).map(str::to_owned).collect::<Vec<_>>();
    let publish = words("rules publish two.signed");
    place.refuses(&publish.iter().map(String::as_str).collect::<Vec<_>>(), 1, "that signed it is withdrawn");
    let sign = words("rules sign three.json");
    place.refuses(&sign.iter().map(String::as_str).collect::<Vec<_>>(), 2, "holds no rules key that is due now");
}
