use haetae_core::{RulesFile, UnixTime};
use serde_json::{Value, json};

use super::canaries::Canaries;
use super::making::{MakeError, make};
use super::short_notice::short_notice;
use super::standing;

const HOUR: u64 = 3_600;

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect("a time")
}

fn policy(id: &str, from: &str, until: Option<&str>, logic: &Value) -> Value {
    json!({
        "id": id, "name": { "ko": "식당", "en": "Restaurants" }, "from": from, "until": until, "challenge": "off",
        "rules": [{ "id": "R-1", "logic": logic, "message": { "ko": "안 됩니다", "en": "Not met" } }],
    })
}

fn text(policies: &[Value]) -> Vec<u8> {
    let file = json!({
        "zone": "Asia/Seoul", "presentation": { "max_age": 60, "max_skew": 60 }, "policies": policies,
    });
    file.to_string().into_bytes()
}

fn file(policies: &[Value]) -> RulesFile {
    make(&text(policies), 1, time("2026-11-01T00:00:00Z")).expect("rules").file
}

const FROM: &str = "2026-01-01T00:00:00+09:00";

#[test]
fn version_and_time_are_filled_in_whatever_the_text_says() {
    let issued = time("2026-11-01T00:00:00Z");
    let mut stated: Value =
        serde_json::from_slice(&text(&[policy("restaurant", FROM, None, &json!(true))])).expect("JSON");
    (stated["version"], stated["issued"]) = (json!(99), json!(5));
    let made = make(stated.to_string().as_bytes(), 7, issued).expect("rules");
    assert_eq!((made.file.version, made.file.issued), (7, issued));
    let again: Value = serde_json::from_slice(&made.payload).expect("JSON");
    assert_eq!((&again["version"], &again["offsets"]), (&json!(7), &json!([[0, 32_400]])));
    assert_eq!(again["policies"], stated["policies"], "all else stays");
    let largest = (1 << 53) - 1;
    assert!(make(stated.to_string().as_bytes(), largest, issued).is_ok());
    assert_eq!(make(stated.to_string().as_bytes(), largest + 1, issued).err(), Some(MakeError::LastVersion));
}

#[test]
fn the_civil_time_of_a_zone_that_changes_is_filled_in_for_years() {
    let issued = time("2026-11-01T00:00:00Z");
    let mut berlin: Value = serde_json::from_slice(&text(&[])).expect("JSON");
    berlin["zone"] = json!("Europe/Berlin");
    let made = make(berlin.to_string().as_bytes(), 1, issued).expect("rules");
    for (second, date) in [
        ("2026-10-24T21:59:59Z", "2026-10-24"),
        ("2026-10-24T22:00:00Z", "2026-10-25"),
        ("2026-10-25T22:59:59Z", "2026-10-25"),
        ("2026-10-25T23:00:00Z", "2026-10-26"),
        ("2025-07-01T22:00:00Z", "2025-07-02"),
        ("2031-07-01T22:00:00Z", "2031-07-02"),
    ] {
        assert_eq!(made.file.civil_date(time(second)).to_string(), date, "{second}");
    }
    berlin["offsets"] = json!([[0, 0]]);
    let stated = make(berlin.to_string().as_bytes(), 1, issued).expect("rules");
    assert_eq!(
        (stated.offsets, stated.file.civil_date(time("2026-10-24T22:00:00Z")).to_string().as_str()),
        (None, "2026-10-24")
    );
    berlin["zone"] = json!("Europe/Seoul");
    berlin.as_object_mut().expect("an object").remove("offsets");
    let unknown = make(berlin.to_string().as_bytes(), 1, issued).expect_err("no such zone");
    assert!(unknown.to_string().contains("\"Europe/Seoul\" is no time zone"), "{unknown}");
}

#[test]
fn what_scanners_could_not_read_is_not_made() {
    let issued = time("2026-11-01T00:00:00Z");
    let refused = |text: &[u8]| make(text, 1, issued).expect_err("refused").to_string();
    assert!(refused(b"[]").contains("not an object"));
    assert!(refused(b"{\"policies\": 1.5}").len() > 5);
    assert!(refused(&text(&[json!({})])).contains("scanners could not read it: it needs a policy's id"));
    let long = policy("a", FROM, None, &json!({ "in": ["x", vec!["y".repeat(200); 1_400]] }));
    assert!(refused(&text(&[long])).contains("262144 is the most"));
}

#[test]
fn a_change_within_the_notice_is_named_and_a_later_one_or_another_text_is_not() {
    let now = time("2026-11-10T00:00:00Z");
    let before = file(&[policy("restaurant", FROM, None, &json!(true)), policy("gym", FROM, None, &json!(true))]);
    let switch = |at: &str| {
        file(&[
            policy("restaurant", FROM, Some(at), &json!(true)),
            policy("restaurant", at, None, &json!(false)),
            policy("gym", FROM, None, &json!(true)),
        ])
    };
    let early = |after: &RulesFile, notice| {
        short_notice(&before, after, now, notice).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(early(&before, 48 * HOUR), [""; 0]);
    assert_eq!(early(&switch("2026-11-12T00:00:00Z"), 48 * HOUR), [""; 0]);
    let named = ["the policy restaurant, from 2026-11-11T23:59:59Z"];
    assert_eq!(early(&switch("2026-11-11T23:59:59Z"), 48 * HOUR), named);
    assert_eq!(early(&switch("2026-11-11T23:59:59Z"), 0), [""; 0]);
    let gone = file(&[policy("restaurant", FROM, None, &json!(true))]);
    assert_eq!(early(&gone, 48 * HOUR), ["the policy gym, from 2026-11-10T00:00:00Z"]);
    let ends = file(&[
        policy("restaurant", FROM, None, &json!(true)),
        policy("gym", FROM, Some("2026-11-11T00:00:00Z"), &json!(true)),
    ]);
    assert_eq!(early(&ends, 48 * HOUR), ["the policy gym, from 2026-11-11T00:00:00Z"]);
    let new = file(&[
        policy("restaurant", FROM, None, &json!(true)),
        policy("gym", FROM, None, &json!(true)),
        policy("theatre", "2026-11-12T00:00:00Z", None, &json!(true)),
    ]);
    assert_eq!(early(&new, 48 * HOUR), [""; 0]);
    let mut limits = before.clone();
    limits.limits.max_age = 30;
    assert_eq!(early(&limits, 1), ["how old live codes may be (presentation), at once"]);
    let mut utc: Value = serde_json::from_slice(&text(&[])).expect("JSON");
    utc["zone"] = json!("UTC");
    let utc = make(utc.to_string().as_bytes(), 1, now).expect("rules").file;
    let seoul = file(&[]);
    let found = short_notice(&seoul, &utc, now, 48 * HOUR);
    assert_eq!(
        found.first().map(ToString::to_string).as_deref(),
        Some("the civil time (offsets), from 2026-11-10T15:00:00Z")
    );
}

#[test]
fn what_is_in_force_and_what_comes_next() {
    let file = file(&[
        policy("restaurant", FROM, Some("2026-11-12T00:00:00Z"), &json!(true)),
        policy("restaurant", "2026-11-12T00:00:00Z", None, &json!(false)),
    ]);
    let states = |at: &str| {
        let all = standing::policies(&file, time(at));
        all.iter().map(|policy| (policy.from.to_rfc3339(), policy.is_current)).collect::<Vec<_>>()
    };
    let (first, second) = ("2025-12-31T15:00:00Z".to_owned(), "2026-11-12T00:00:00Z".to_owned());
    assert_eq!(states("2026-11-11T23:59:59Z"), [(first, true), (second.clone(), false)]);
    assert_eq!(states("2026-11-12T00:00:00Z"), [(second.clone(), true)]);
    assert_eq!(standing::next_change(&file, time("2026-11-11T23:59:59Z")), Some(time(&second)));
    assert_eq!(standing::next_change(&file, time(&second)), None);
}

fn cases(cases: &Value) -> Result<Canaries, String> {
    Canaries::read(json!({ "cases": cases }).to_string().as_bytes())
}

#[test]
fn a_canary_is_wrong_by_its_answer_or_its_rules() {
    let doses = json!({ ">=": [{ "var": "payload.evidence.0.doses" }, 3] });
    let file = file(&[policy("restaurant", FROM, None, &doses)]);
    let case = |doses: u8, expect: &str, rules: Option<[&str; 1]>| {
        let evidence = json!([{ "kind": "vaccination", "doses": doses, "date": "2026-05-01", "product": "BNT162B2" }]);
        let mut case = json!({
            "name": format!("{doses} doses"), "policy": "restaurant", "at": "2026-11-10T00:00:00+09:00",
            "evidence": evidence, "expect": expect,
        });
        if let Some(rules) = rules {
            case["rules"] = json!(rules);
        }
        case
    };
    let wrong = |case: &Value| cases(&json!([case])).expect("cases").wrong(Some(&file));
    assert_eq!(wrong(&case(3, "met", None)), []);
    assert_eq!(wrong(&case(2, "policy_not_met", None)), []);
    assert_eq!(wrong(&case(2, "policy_not_met", Some(["R-1"]))), []);
    let other = wrong(&case(2, "policy_not_met", Some(["R-2"])));
    assert!(other[0].to_string().contains("policy_not_met (R-1), and policy_not_met (R-2) is right"), "{}", other[0]);
    let said = wrong(&case(2, "met", None));
    assert_eq!((said.len(), said[0].expected.as_str()), (1, "met"));
    let all = cases(&json!([case(3, "met", None), case(2, "rule_failed", None)])).expect("cases");
    assert_eq!(all.wrong(None).len(), 1, "a file that cannot be read says rule_failed to all");
}

#[test]
fn cases_that_are_none_or_too_many_are_refused() {
    let case = |name: usize| json!({ "name": name.to_string(), "policy": "p", "at": "2026-11-10T00:00:00Z", "evidence": [], "expect": "met" });
    let many = |number: usize| (0..number).map(case).collect::<Vec<_>>();
    assert_eq!(cases(&json!(many(2_000))).map(|cases| cases.len()), Ok(2_000));
    assert!(cases(&json!(many(2_001))).expect_err("refused").contains("2000 is the most"));
    let long = vec![b' '; 1024 * 1024 + 1];
    assert!(Canaries::read(&long).expect_err("refused").contains("1048576 is the most"));
    let two = json!([{ "name": "a" }, { "name": "b" }]);
    assert!(cases(&two).expect_err("refused").ends_with("; and 1 more"));
}
