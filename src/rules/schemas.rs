//! Holds the JSON Schemas for editors against the readers: what these accept, the schemas accept.

use haetae_core::{RulesFile, UnixTime};
use jsonschema::Validator;
use serde_json::Value;

use super::cases::Case;
use super::checking::{Settings, check};
use super::document::Document;
use super::draft::completed;

const KOREA: &str = include_str!("../../deploy/local/rules/korea-2021.json");
const CASES: &str = include_str!("../../deploy/local/rules/korea-2021.cases.json");
const VECTORS: &str = include_str!("../../tests/vectors/rules.json");

fn schema(text: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(text).expect("JSON")).expect("a schema")
}

fn rules() -> Validator {
    schema(include_str!("../../docs/schemas/rules.schema.json"))
}

/// A small file with everything that may be in one.
const WHOLE: &str = r#"{
  "version": 7, "issued": 1790000000, "zone": "Asia/Seoul", "offsets": [[0, 30600], [60, 32400]], "needs": 1,
  "presentation": {"max_age": 15, "max_skew": 600},
  "policies": [{
    "id": "a-1", "name": {"ko": "가", "en": "a", "zh-Hans": "字"}, "from": "2021-12-13T00:00:00Z",
    "until": "2021-12-13T23:59:59-23:59", "challenge": "required", "status": "required", "show": ["birth", "name"],
    "rules": [{
      "id": "A-1", "for": ["test", "clearance"], "message": {"ko": "가", "en": "a"},
      "logic": {"if": [
        {"and": [{"!": [{"var": ""}]}, {"===": [1, {"+": [1, -1]}]}, {"in": ["a", ["a", "b"]]}]},
        {"before": [{"plusTime": [{"var": "a.0"}, -1, "month"]}, {"localDate": [{"var": "b"}]}, "2021-01-01"]},
        {"reduce": [[], {"<=": [1, 2, 3]}, {"extractFromUVCI": [{"dccDateOfBirth": ["1964"]}, 1]}]}
      ]}
    }]
  }]
}"#;

/// Whether the core reads it, and the form of all its logic is good.
fn is_accepted(text: &str) -> bool {
    let document = Document::read(text).expect("JSON");
    let now = UnixTime::saturating_new(1_600_000_000);
    let readable = RulesFile::read(completed(&document, now).as_bytes()).is_ok();
    let settings = Settings { now, notice: 0, emergency: None, replaced: None };
    let logic = check(text.as_bytes(), &settings).findings;
    readable && logic.iter().all(|finding| finding.code != "logic")
}

fn fits(validator: &Validator, text: &str) -> bool {
    validator.is_valid(&serde_json::from_str(text).expect("JSON"))
}

#[test]
fn the_schema_accepts_what_the_core_reads() {
    let rules = rules();
    let vectors: Value = serde_json::from_str(VECTORS).expect("JSON");
    let files =
        vectors["good_until"].as_array().expect("a list").iter().map(|case| case["file"].as_str().expect("a text"));
    let mut accepted = 0;
    for text in [KOREA, WHOLE].into_iter().chain(files) {
        if is_accepted(text) {
            accepted += 1;
            assert!(fits(&rules, text), "{text}");
        }
    }
    assert!(accepted >= 10, "{accepted}");
}

#[test]
fn the_schema_refuses_wrong_files_as_the_core_does() {
    let rules = rules();
    assert!(is_accepted(WHOLE) && fits(&rules, WHOLE));
    for (from, to) in [
        ("\"version\": 7", "\"version\": -7"),
        ("\"version\": 7", "\"Version\": 7"),
        ("\"Asia/Seoul\"", "\"\""),
        ("[0, 30600]", "[1, 30600]"),
        ("[0, 30600]", "[0, 30600, 1]"),
        ("[60, 32400]", "[60, 32401]"),
        ("[60, 32400]", "[60, 54000]"),
        ("\"needs\": 1", "\"needs\": 2"),
        ("\"max_age\": 15", "\"max_age\": 14"),
        ("\"max_skew\": 600", "\"max_skew\": 601"),
        ("\"id\": \"a-1\"", "\"id\": \"a_1\""),
        ("\"ko\": \"가\", \"en\": \"a\", \"zh-Hans\"", "\"ko\": \"가\", \"zh-Hans\""),
        ("\"zh-Hans\"", "\"chinese\""),
        ("\"zh-Hans\": \"字\"", "\"zh\": \"\""),
        ("2021-12-13T00:00:00Z", "2021-12-13T00:00:60Z"),
        ("2021-12-13T00:00:00Z", "2021-12-13t00:00:00Z"),
        ("2021-12-13T00:00:00Z", "2021-12-13T00:00:00"),
        ("\"until\": \"2021-12-13T23:59:59-23:59\"", "\"until\": 1"),
        ("\"challenge\": \"required\"", "\"challenge\": true"),
        ("\"status\": \"required\"", "\"status\": null"),
        ("[\"birth\", \"name\"]", "[\"name\", \"name\"]"),
        ("\"id\": \"A-1\"", "\"id\": \"a-1\""),
        ("[\"test\", \"clearance\"]", "[]"),
        ("\"logic\": {\"if\"", "\"logic\": {\"or\""),
        ("{\"!\": [{\"var\": \"\"}]}", "{\"!\": []}"),
        ("{\"var\": \"\"}", "{\"var\": \"a..b\"}"),
        ("{\"var\": \"\"}", "{\"var\": [\"a\"]}"),
        ("{\"var\": \"\"}", "null"),
        ("-1, \"month\"", "-1, \"months\""),
        ("\"2021-01-01\"]", "\"2021-01-01\", 4]"),
        ("[1, 2, 3]", "[1]"),
    ] {
        assert!(WHOLE.contains(from), "{from}");
        let wrong = WHOLE.replacen(from, to, 1);
        assert!(!is_accepted(&wrong), "the core accepts {from} -> {to}");
        assert!(!fits(&rules, &wrong), "the schema accepts {from} -> {to}");
    }
}

#[test]
fn the_schema_of_cases_accepts_and_refuses_as_their_reader_does() {
    let cases = schema(include_str!("../../docs/schemas/rule-cases.schema.json"));
    assert!(fits(&cases, CASES) && Case::read_all(CASES.as_bytes()).is_ok());
    let whole = r#"{"$schema": "a", "note": "b", "cases": [{
        "name": "a", "policy": "gym", "at": "2022-01-03T00:00:00+09:00", "paper": true, "expect": "policy_not_met",
        "rules": ["A"], "messages": ["A"],
        "evidence": [
          {"kind": "vaccination", "doses": 2, "date": "2021-07-06", "product": "AD26.COV2.S"},
          {"kind": "test", "sampled_at": "2021-07-06T12:00:00Z", "method": "naat"}, {"kind": "recovery", "date": "2021-07-06"},
          {"kind": "clearance", "policy": "gym", "until": "2021-07-06T12:00:00Z"}
        ]}]}"#;
    let agree = |text: &str, good: bool| {
        assert_eq!(Case::read_all(text.as_bytes()).is_ok(), good, "{text}");
        assert_eq!(fits(&cases, text), good, "{text}");
    };
    agree(whole, true);
    for (from, to) in [
        ("\"note\"", "\"notes\""),
        ("\"name\": \"a\",", ""),
        ("\"2022-01-03T00:00:00+09:00\"", "\"2022-01-03\""),
        ("\"paper\": true", "\"paper\": 1"),
        ("\"policy_not_met\"", "\"not_met\""),
        ("\"policy_not_met\"", "\"met\""),
        ("\"policy_not_met\"", "\"rule_failed\""),
        ("\"doses\": 2", "\"doses\": 16"),
        ("\"AD26.COV2.S\"", "\"ad26\""),
        ("\"naat\"", "\"pcr\""),
        ("\"recovery\", ", "\"recovery\", \"more\": 1, "),
        ("{\"kind\": \"recovery\", \"date\": \"2021-07-06\"}", "{\"kind\": \"recovery\"}"),
        ("\"evidence\": [", "\"evidence\": [{\"kind\": \"exemption\", \"until\": \"2021-07-06\"}, "),
    ] {
        assert!(whole.contains(from), "{from}");
        agree(&whole.replacen(from, to, 1), false);
    }
}
