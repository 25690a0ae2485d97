//! `store.json`: bundles, one after the other, and how things are then.

use serde_json::{Value, json};

use super::{outcome, pinned};
use crate::conformance::results::{Case, CaseResult, in_words};
use crate::conformance::subject::{Answer, NoAnswer, Subject};
use crate::conformance::vectors::{After, StoreCase};

/// A member of `state`, and what the vectors have for it.
pub(super) type Member = (&'static str, fn(&After) -> Value);

/// What a scanner says of itself after a bundle.
pub(super) const MEMBERS: [Member; 5] = [
    ("floor", |after| after.floor.clone()),
    ("in_force", |after| after.in_force.clone()),
    ("waiting", |after| after.waiting.clone()),
    ("old", |after| after.old.clone()),
    ("probes", |after| after.probes.iter().map(|(_, _, answer)| json!(answer)).collect()),
];

/// Offers each case's bundles to a new scanner, which starts again between two of them where `restarting`.
pub(super) fn bundles(subject: &mut Subject, cases: &[StoreCase], restarting: bool) -> Vec<Case> {
    let mut result = |case: &StoreCase| {
        if let Err(result) = pinned(subject, &case.roots, 1) {
            return result;
        }
        CaseResult::of_steps((1..).zip(&case.steps).map(|(number, step)| {
            let answer = subject.ask("bundle", json!({ "bytes": step.bundle }));
            let taken = CaseResult::of_answer(&step.outcome, answer.map(|answer| outcome(&answer)));
            let result = if restarting && taken == CaseResult::Passed { restarted(subject, 0) } else { taken };
            result.at_step(number)
        }))
    };
    cases.iter().map(|case| named(case, result(case))).collect()
}

/// Compares a member of `state` after each step that the vectors say it of.
pub(super) fn states(subject: &mut Subject, cases: &[StoreCase], (member, expected): Member) -> Vec<Case> {
    let mut result = |case: &StoreCase| {
        if let Err(result) = pinned(subject, &case.roots, 1) {
            return result;
        }
        CaseResult::of_steps((1..).zip(&case.steps).map(|(number, step)| {
            if let Err(no_answer) = subject.ask("bundle", json!({ "bytes": step.bundle })) {
                return CaseResult::of_answer(&step.outcome, Err(no_answer)).at_step(number);
            }
            let Some(after) = &step.after else { return CaseResult::Passed };
            let probes: Vec<_> = after.probes.iter().map(|(day, index, _)| (day, index)).collect();
            let answer = subject.ask("state", json!({ "probes": probes }));
            let got = answer.and_then(|answer| said(&answer, member));
            CaseResult::of_answer(expected(after).to_string(), got).at_step(number)
        }))
    };
    let is_said = |case: &&StoreCase| case.steps.iter().any(|step| step.after.is_some());
    cases.iter().filter(is_said).map(|case| named(case, result(case))).collect()
}

/// That the scanner starts again from what it wrote down, of which so many objects do not verify.
pub(super) fn restarted(subject: &mut Subject, dropped: u64) -> CaseResult {
    let answer = subject.ask("restart", json!({}));
    let objects = |number: String| format!("{number} stored objects that do not verify");
    let got = answer.map(|answer| objects(answer.get("dropped").map_or_else(|| "no".to_owned(), Value::to_string)));
    CaseResult::of_answer(objects(dropped.to_string()), got)
}

/// A member of `state`; not covered where it is left out.
pub(super) fn said(answer: &Answer, member: &str) -> Result<String, NoAnswer> {
    let value = answer.get(member).map(Value::to_string);
    value.ok_or_else(|| NoAnswer::NotCovered(format!("its state does not say {member}")))
}

fn named(case: &StoreCase, result: CaseResult) -> Case {
    Case { name: case.name.clone(), reason: in_words(&case.name), result }
}
