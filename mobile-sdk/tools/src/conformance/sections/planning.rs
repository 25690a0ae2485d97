//! Expressions, planning and status indices: what works without a scanner.

use serde_json::{Value, json};

use super::member;
use crate::conformance::results::{Case, CaseResult, in_words};
use crate::conformance::subject::{Answer, Subject};
use crate::conformance::vectors::{GoodUntilCase, LogicCase, StatusIndex};

/// What expressions come to.
pub(super) fn logic(subject: &mut Subject, cases: &[LogicCase]) -> Vec<Case> {
    let result = |case: &LogicCase| {
        let mut members = json!({ "logic": case.logic });
        if let Some(data) = &case.data {
            members["data"] = data.clone();
        }
        if let Some(offsets) = &case.offsets {
            members["offsets"] = offsets.clone();
        }
        let answer = subject.ask("logic", members);
        CaseResult::of_answer(expected(case), answer.map(|answer| value(&answer, case.steps)))
    };
    named(cases, |case| &case.name, result)
}

fn expected(case: &LogicCase) -> String {
    let value = match case {
        LogicCase { fails: true, .. } => return "it fails".to_owned(),
        LogicCase { date: Some(date), .. } => format!("the date {date}"),
        LogicCase { time: Some(time), .. } => format!("the date-time {time}"),
        LogicCase { value, .. } => value.as_ref().unwrap_or(&Value::Null).to_string(),
    };
    case.steps.map_or_else(|| value.clone(), |steps| format!("{value} in {steps} steps"))
}

/// In the words of [`expected`]. Steps that are not counted are not compared.
fn value(answer: &Answer, expected_steps: Option<u64>) -> String {
    if answer.get("fails") == Some(&Value::Bool(true)) {
        return "it fails".to_owned();
    }
    let text_of = |name: &str| answer.get(name).and_then(Value::as_str);
    let value = match (text_of("date"), text_of("time"), answer.get("value")) {
        (Some(date), ..) => format!("the date {date}"),
        (_, Some(time), _) => format!("the date-time {time}"),
        (.., Some(value)) => value.to_string(),
        (.., None) => return "an answer without value, date, time and fails".to_owned(),
    };
    let counted = answer.get("steps").and_then(Value::as_u64);
    let steps = expected_steps.map(|expected| counted.unwrap_or(expected));
    steps.map_or_else(|| value.clone(), |steps| format!("{value} in {steps} steps"))
}

/// Until when evidence meets a policy.
pub(super) fn good_until(subject: &mut Subject, cases: &[GoodUntilCase]) -> Vec<Case> {
    let result = |case: &GoodUntilCase| {
        let GoodUntilCase { file, policy, evidence, from, until, why, .. } = case;
        let answer =
            subject.ask("good_until", json!({ "file": file, "policy": policy, "evidence": evidence, "at": from }));
        let words = |until: Option<u64>, why: Option<&str>| match until {
            Some(until) => format!("until {until}, then {}", why.unwrap_or("for no reason")),
            None => "no end in sight".to_owned(),
        };
        let got = answer.map(|answer| match answer.get("until") {
            Some(until) => words(until.as_u64(), answer.get("why").and_then(Value::as_str)),
            None => "an answer without until".to_owned(),
        });
        CaseResult::of_answer(words(*until, why.as_deref()), got)
    };
    named(cases, |case| &case.name, result)
}

/// The places of passes in status lists.
pub(super) fn indices(subject: &mut Subject, cases: &[StatusIndex]) -> Vec<Case> {
    let mut case = |StatusIndex { key, serial, bits, day, index }: &StatusIndex| {
        let answer = subject.ask("status_index", json!({ "key": key, "serial": serial, "bits": bits, "day": day }));
        Case {
            name: format!("{day}-{serial}"),
            reason: format!("serial {serial} of {bits} bits on day {day} has one place, which nobody can guess"),
            result: CaseResult::of_answer(index.to_string(), answer.and_then(|answer| member(&answer, "index"))),
        }
    };
    cases.iter().map(&mut case).collect()
}

fn named<C>(cases: &[C], name: impl Fn(&C) -> &str, mut result: impl FnMut(&C) -> CaseResult) -> Vec<Case> {
    let case = |case: &C| {
        let name = name(case);
        Case { name: name.to_owned(), reason: in_words(name), result: result(case) }
    };
    cases.iter().map(case).collect()
}
