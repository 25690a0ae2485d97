use super::*;
use crate::rules::draft::Draft;
use haetae_core::UnixTime;

const KOREA: &str = include_str!("../../../deploy/local/rules/korea-2021.json");
const CASES: &str = include_str!("../../../deploy/local/rules/korea-2021.cases.json");

fn tested(text: &str, cases: &[Case]) -> (Vec<String>, (usize, usize), Vec<Branch>) {
    let draft = Draft::read(text.as_bytes(), UnixTime::saturating_new(0)).expect("readable");
    let document = Document::read(text).expect("JSON");
    let tested = test(&document, &draft.file, cases);
    let failed = tested.results.iter().filter(|result| !result.passed).map(|result| result.case.name.clone());
    (failed.collect(), tested.coverage.counts(), tested.coverage.missing())
}

fn korean_cases() -> Vec<Case> {
    Case::read_all(CASES.as_bytes()).expect("cases")
}

#[test]
fn the_korean_policies_answer_as_their_cases_say_and_the_cases_try_every_branch() {
    let (failed, (all, seen), missing) = tested(KOREA, &korean_cases());
    assert_eq!(failed, [""; 0]);
    assert_eq!(missing, []);
    assert_eq!(seen, all);
}

/// A file with one rule.
fn file(logic: &str) -> String {
    format!(
        "{{\"zone\": \"UTC\", \"presentation\": {{\"max_age\": 60, \"max_skew\": 60}}, \"policies\": [{{\"id\": \"gym\", \
         \"name\": {{\"ko\": \"가\", \"en\": \"a\"}}, \"from\": \"2021-01-01T00:00:00Z\", \"challenge\": \"off\", \"rules\": [\
         {{\"id\": \"A\", \"message\": {{\"ko\": \"가\", \"en\": \"a\"}},\n\"logic\": {logic}}}]}}]}}"
    )
}

fn case(paper: bool, expect: &str) -> Case {
    let case = serde_json::json!({
        "name": format!("{paper} {expect}"), "policy": "gym", "at": "2021-06-01T00:00:00Z", "paper": paper,
        "evidence": [], "expect": expect,
    });
    serde_json::from_value(case).expect("a case")
}

#[test]
fn a_branch_counts_as_tried_only_when_it_came_out_that_way() {
    let logic = file(r#"{"if": [{"var": "payload.paper"}, {"and": [true, {"var": "payload.paper"}]}, false]}"#);
    let sides = |cases: &[Case]| -> Vec<(usize, Side)> {
        tested(&logic, cases).2.into_iter().map(|branch| (branch.place.column, branch.side)).collect()
    };
    let (whole, condition, operand) = (10, 18, 59);
    let all = [
        (whole, Side::Holds),
        (whole, Side::DoesNot),
        (condition, Side::Holds),
        (condition, Side::DoesNot),
        (operand, Side::Holds),
        (operand, Side::DoesNot),
    ];
    assert_eq!(sides(&[]), all);
    assert_eq!(sides(&[case(false, "policy_not_met")]), [all[0], all[2], all[4], all[5]]);
    // The second operand of the `and` is false only where the first `if` is: that branch cannot be reached.
    assert_eq!(sides(&[case(false, "policy_not_met"), case(true, "met")]), [all[5]]);
}

#[test]
fn an_answer_that_was_not_expected_fails_its_case() {
    let logic = file(r#"{"var": "payload.paper"}"#);
    let failed = |case: Case| tested(&logic, &[case]).0.len();
    assert_eq!(failed(case(true, "met")), 0);
    assert_eq!(failed(case(true, "policy_not_met")), 1);
    assert_eq!(failed(case(false, "rules_missing")), 1);
    let with_rules = |rules: &[&str]| Case {
        rules: Some(rules.iter().map(|id| (*id).into()).collect()),
        ..case(false, "policy_not_met")
    };
    assert_eq!(failed(with_rules(&["A"])), 0);
    assert_eq!(failed(with_rules(&["A", "B"])), 1);
    let with_messages = |ids: &[&str]| Case {
        messages: Some(ids.iter().map(|id| (*id).into()).collect()),
        ..case(false, "policy_not_met")
    };
    assert_eq!(failed(with_messages(&["A"])), 0);
    assert_eq!(failed(with_messages(&[])), 1);
    assert_eq!(tested(&file("1"), &[case(true, "rule_failed")]).0.len(), 0);
}

/// The cases of a name, by a part of it.
fn of_name(part: &str) -> Vec<Case> {
    let cases: Vec<Case> = korean_cases().into_iter().filter(|case| case.name.contains(part)).collect();
    assert!(!cases.is_empty(), "{part}");
    cases
}

fn all_pass(part: &str) {
    assert_eq!(tested(KOREA, &of_name(part)).0, [""; 0]);
}

#[test]
fn a_third_dose_counts_the_same_day() {
    all_pass("third dose the same day");
}

#[test]
fn a_booster_is_not_judged_by_the_second_doses_date() {
    all_pass("a booster is not judged by the second dose's date");
}

#[test]
fn a_test_counts_until_24_00_of_the_day_on_which_48_hours_fall() {
    all_pass("24:00 of the day on which 48 hours fall");
}

#[test]
fn at_3_january_midnight_a_dose_of_more_than_180_days_ago_stops_counting() {
    all_pass("3 January midnight");
    // Without the switch at that second the case fails.
    let never = KOREA.replace("2022-01-03T00:00:00+09:00", "2032-01-03T00:00:00+09:00");
    assert!(!tested(&never, &of_name("3 January midnight")).0.is_empty());
}
