use super::*;

const KOREA: &str = include_str!("../../../deploy/local/rules/korea-2021.json");

/// A file in which nothing is wrong, with a rule that vaccinations of the last 180 days meet.
const GOOD: &str = r#"{
  "zone": "Asia/Seoul", "offsets": [[0, 32400]],
  "presentation": {"max_age": 60, "max_skew": 60},
  "policies": [
    {"id": "gym", "name": {"ko": "체육관", "en": "Gym"}, "from": "2021-11-01T00:00:00+09:00",
     "until": "2022-01-03T00:00:00+09:00", "challenge": "off",
     "rules": [
       {"id": "A", "message": {"ko": "가", "en": "a"},
        "logic": {"reduce": [{"var": "payload.evidence"}, {"if": [{"var": "accumulator"}, true, {"if": [
          {"===": [{"var": "current.kind"}, "vaccination"]},
          {"not-after": [{"var": "data.external.today"}, {"plusTime": [{"localDate": [{"var": "current.date"}]}, 180, "day"]}]},
          false]}]}, false]}}]},
    {"id": "gym", "name": {"ko": "체육관", "en": "Gym"}, "from": "2022-01-03T00:00:00+09:00", "challenge": "off",
     "rules": [{"id": "B", "message": {"ko": "가", "en": "a"}, "logic": {"var": "payload.paper"}}]}
  ]
}"#;

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect("a time")
}

fn settings() -> Settings<'static> {
    Settings { now: time("2021-10-01T00:00:00+09:00"), notice: 48 * 3_600, emergency: None, replaced: None }
}

/// The codes of what is found, with their lines.
fn found(text: &str, settings: &Settings<'_>) -> Vec<(Severity, &'static str, usize)> {
    let checked = check(text.as_bytes(), settings);
    for finding in &checked.findings {
        println!("{}: {}: {} [{}]", finding.place, finding.about, finding.what, finding.code);
    }
    checked.findings.iter().map(|finding| (finding.severity, finding.code, finding.place.line)).collect()
}

fn replaced(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn nothing_is_found_in_good_files() {
    assert_eq!(found(GOOD, &settings()), []);
    assert_eq!(found(KOREA, &settings()), []);
}

#[test]
fn each_wrong_member_is_pointed_at() {
    use Severity::{Error, Warning};
    let cases = [
        ("\"Asia/Seoul\"", "7", Error, "zone", 2),
        ("\"Asia/Seoul\"", "\"Asia/Soul\"", Error, "zone", 2),
        ("[[0, 32400]]", "[[1, 32400]]", Error, "offsets", 2),
        ("[[0, 32400]]", "[[0, 28800]]", Error, "offsets", 2),
        ("[[0, 32400]]", "[[0, 32400], [1656633600, 36000]]", Error, "offsets", 2),
        (", \"offsets\": [[0, 32400]]", "", Warning, "offsets_missing", 2),
        ("\"max_age\": 60", "\"max_age\": 14", Error, "max_age", 3),
        ("\"max_age\": 60, ", "", Error, "missing", 3),
        ("\"max_age\": 60", "\"max_age\": 60, \"max_agee\": 1", Error, "unknown", 3),
        ("\"presentation\"", "\"presentations\"", Error, "unknown", 3),
        ("\"id\": \"gym\"", "\"id\": \"Gym\"", Error, "id", 5),
        ("\"en\": \"Gym\"", "\"en\": \"\"", Error, "text", 5),
        ("{\"ko\": \"체육관\", ", "{", Error, "missing", 5),
        ("\"en\": \"Gym\"", "\"en\": \"Gym\", \"english\": \"Gym\"", Error, "language", 5),
        ("2021-11-01T00:00:00+09:00", "2021-11-01", Error, "from", 5),
        ("2021-11-01T00:00:00+09:00", "2021-11-31T00:00:00Z", Error, "from", 5),
        ("2022-01-03T00:00:00+09:00", "2021-11-01T00:00:00+09:00", Error, "until", 6),
        ("\"challenge\": \"off\"", "\"challenge\": \"on\"", Error, "challenge", 6),
        ("\"challenge\": \"off\"", "\"challenge\": \"off\", \"show\": [\"name\", \"name\"]", Error, "show", 6),
        ("\"id\": \"A\"", "\"id\": \"a\"", Error, "id", 8),
        ("\"id\": \"A\"", "\"id\": \"A\", \"for\": []", Error, "for", 8),
        ("{\"var\": \"accumulator\"}", "{\"var\": [\"accumulator\"]}", Error, "logic", 9),
        ("{\"var\": \"accumulator\"}", "null", Error, "logic", 9),
        ("{\"var\": \"payload.paper\"}", "{\"!\": {\"var\": \"payload.paper\"}}", Error, "logic", 14),
        ("\"===\"", "\"==\"", Error, "logic", 10),
        ("\"vaccination\"]", "\"vaccination\", 1]", Error, "logic", 10),
        ("\"not-after\"", "\"not-aftr\"", Error, "logic", 11),
        ("180, \"day\"", "180, \"days\"", Error, "logic", 11),
        ("180, \"day\"", "1.5, \"day\"", Error, "json", 11),
        ("\"from\": \"2022-01-03", "\"from\": \"2022-01-02", Error, "overlap", 13),
        ("\"from\": \"2022-01-03", "\"from\": \"2022-01-04", Warning, "gap", 13),
        ("{\"var\": \"payload.paper\"}", "true", Warning, "never_false", 14),
        ("{\"var\": \"payload.paper\"}", "{\"===\": [1, 2]}", Warning, "never_true", 14),
        ("{\"var\": \"payload.paper\"}", "1", Warning, "never_evaluated", 14),
    ];
    for (from, to, severity, code, line) in cases {
        let found = found(&replaced(from, to), &settings());
        assert!(found.contains(&(severity, code, line)), "{from} -> {to}: {found:?}");
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = replaced("\"max_age\": 60", "\"max_age\": 1").replace("\"===\"", "\"==\"").replace("\"B\"", "\"b\"");
    let found = found(&text, &settings());
    let lines: Vec<usize> = found.iter().map(|(_, _, line)| *line).collect();
    assert_eq!(lines, [3, 10, 14]);
}

#[test]
fn two_rules_of_a_policy_with_one_id_are_found() {
    let rule = r#"{"id": "B", "message": {"ko": "가", "en": "a"}, "logic": {"var": "payload.paper"}}"#;
    let text = replaced(rule, &format!("{rule},\n{rule}"));
    assert_eq!(found(&text, &settings()), [(Severity::Error, "rule_id", 15)]);
}

#[test]
fn a_language_that_only_some_texts_have_is_missing_in_the_others() {
    let text = replaced("\"en\": \"a\"", "\"en\": \"a\", \"ja\": \"あ\"");
    let found = found(&text, &settings());
    assert_eq!(
        found.iter().map(|(_, code, line)| (*code, *line)).collect::<Vec<_>>(),
        [("language_missing", 5), ("language_missing", 13), ("language_missing", 14)]
    );
}

#[test]
fn a_rule_that_asks_of_all_kinds_what_only_one_has_cannot_be_evaluated() {
    let text = replaced("{\"var\": \"payload.paper\"}", r#"{"<": [{"var": "payload.evidence.0.doses"}, 3]}"#);
    let found = found(&text, &settings());
    assert!(found.contains(&(Severity::Warning, "fails", 14)), "{found:?}");
}

#[test]
fn rules_that_take_too_many_steps_together_are_found() {
    let part = r#"{"and": [{"var": "payload.paper"}, true]}"#;
    // Each takes some 15,000 steps for a pass with four pieces, and is false.
    let heavy = |id: &str| {
        let many = [r#"{"!": [{"var": "payload.evidence"}]}"#; 450].join(",");
        format!(
            r#"{{"id": "{id}", "message": {{"ko": "가", "en": "a"}}, "logic": {{"if": [{{"in": [true, [{many}]]}}, true, {part}]}}}}"#
        )
    };
    let rule = r#"{"id": "B", "message": {"ko": "가", "en": "a"}, "logic": {"var": "payload.paper"}}"#;
    let one = found(&replaced(rule, &heavy("B")), &settings());
    assert!(one.iter().all(|(_, code, _)| *code != "steps"), "{one:?}");
    let three = [heavy("B"), heavy("C"), heavy("D")].join(", ");
    let found = found(&replaced(rule, &three), &settings());
    assert!(found.contains(&(Severity::Warning, "steps", 13)), "{found:?}");
}

#[test]
fn less_notice_than_configured_is_wrong_unless_it_is_an_emergency() {
    let soon = Settings { now: time("2022-01-01T00:00:01+09:00"), ..settings() };
    let codes = |settings: &Settings<'_>| found(GOOD, settings);
    assert_eq!(codes(&soon), [(Severity::Warning, "past", 5), (Severity::Error, "notice", 13)]);
    let enough = Settings { now: time("2022-01-01T00:00:00+09:00"), ..settings() };
    assert_eq!(codes(&enough), [(Severity::Warning, "past", 5)]);
    let emergency = Settings { emergency: Some("an outbreak"), ..soon };
    assert_eq!(codes(&emergency), [(Severity::Warning, "past", 5), (Severity::Warning, "notice", 13)]);
}

#[test]
fn what_the_replaced_file_says_already_needs_no_notice() {
    let now = time("2021-12-01T00:00:00+09:00");
    let file = check(GOOD.as_bytes(), &settings()).file.expect("readable");
    let replacing = Settings { now, replaced: Some(&file), ..settings() };
    assert_eq!(found(GOOD, &replacing), []);
    let changed = replaced("180, \"day\"", "90, \"day\"");
    assert_eq!(found(&changed, &replacing), [(Severity::Error, "notice", 5)]);
    let later = replaced("{\"var\": \"payload.paper\"}", "{\"!\": [{\"var\": \"payload.paper\"}]}");
    assert_eq!(found(&later, &replacing), [], "it changes in a month");
    let left_out = GOOD.replace("\"gym\"", "\"pool\"");
    let codes: Vec<_> = found(&left_out, &replacing).into_iter().map(|(_, code, line)| (code, line)).collect();
    assert_eq!(codes, [("notice", 1), ("notice", 5)], "what is left out ends at once");
}

/// Files that are wrong in one place each: the core refuses just those in which an error is found, but for logic whose
/// form is wrong and times that are too near, with which a file is readable.
#[test]
fn an_error_is_found_where_the_core_refuses_and_nowhere_else() {
    let mutations = [
        ("{\"max_age\": 60, \"max_skew\": 60}", "[]"),
        ("\"policies\": [", "\"policies\": [1, "),
        ("\"rules\": [", "\"rules\": [[], "),
        ("\"name\": {", "\"name\": 1, \"names\": {"),
        ("\"challenge\": \"off\",", ""),
        ("\"until\"", "\"Until\""),
        ("\"zone\"", "\"needs\": 2, \"zone\""),
        ("\"zone\"", "\"needs\": 1, \"zone\""),
        ("\"zone\"", "\"version\": -1, \"zone\""),
        ("\"zone\"", "\"version\": 3, \"zone\""),
        ("\"zone\"", "\"zone\": \"UTC\", \"zone\""),
        ("\"체육관\"", "\"\\ud83d\""),
        ("\"체육관\"", "\"\\ud83d\\ude00\""),
        ("\"vaccination\"]", "\"\\u0000\"]"),
    ];
    for (from, to) in mutations {
        let text = replaced(from, to);
        let document = Document::read(&text).expect("JSON");
        let accepted = RulesFile::read(completed(&document, settings().now).as_bytes()).is_ok();
        let checked = check(text.as_bytes(), &settings());
        assert_eq!(checked.is_wrong(), !accepted, "{from} -> {to}: {:?}", checked.findings);
        assert!(checked.findings.iter().all(|finding| finding.code != "unreadable"), "{:?}", checked.findings);
    }
}

#[test]
fn a_file_that_is_no_text_or_no_json_is_pointed_at() {
    let places = |bytes: &[u8]| check(bytes, &settings()).findings.first().map(|finding| finding.place.to_string());
    assert_eq!(places(b"{\n\"a\": \xff}").as_deref(), Some("2:6"));
    assert_eq!(places(b"{\n\"a\" 1}").as_deref(), Some("2:5"));
}

#[test]
fn a_zone_with_summer_time_has_an_entry_for_each_change() {
    let text = GOOD.replace("Asia/Seoul", "Europe/Berlin");
    let document = Document::read(&text).expect("JSON");
    let offsets = offsets_of(&document, settings().now).expect("a zone");
    assert_eq!(offsets.first(), Some(&(0, 7_200)), "400 days before November is in summer");
    assert!(offsets.contains(&(1_648_342_800, 7_200)), "27 March 2022, 01:00 UTC: {offsets:?}");
    let written = crate::rules::draft::with_offsets(&text, &document, settings().now).expect("written");
    assert!(found(&written, &settings()).iter().all(|(_, code, _)| *code != "offsets"));
}
