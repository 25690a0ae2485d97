//! `scanner.json`: what happens to a scanner over time.

use serde_json::{Value, json};

use super::store::{restarted, said};
use super::{checks, outcome, pinned};
use crate::conformance::results::{Case, CaseResult};
use crate::conformance::subject::{Answer, Subject};
use crate::conformance::vectors::{Planned, Script, ScriptStep};

/// Any seed must do: the waits in the file are those of all of them.
const SEEDS: [u64; 2] = [1, (1 << 53) - 1];

/// Lives through each script.
pub(super) fn all(subject: &mut Subject, scripts: &[Script]) -> Vec<Case> {
    let mut result = |script: &Script| CaseResult::of_steps(SEEDS.map(|seed| lived(subject, script, seed)));
    let case =
        |script: &Script| Case { name: script.name.clone(), reason: script.about.clone(), result: result(script) };
    scripts.iter().map(case).collect()
}

fn lived(subject: &mut Subject, script: &Script, seed: u64) -> CaseResult {
    if let Err(result) = pinned(subject, &script.roots, seed) {
        return result;
    }
    CaseResult::of_steps((1..).zip(&script.steps).map(|(number, step)| happened(subject, step).at_step(number)))
}

fn happened(subject: &mut Subject, step: &ScriptStep) -> CaseResult {
    match step {
        ScriptStep::Bundle { bundle, outcome: expected } => {
            let answer = subject.ask("bundle", json!({ "bytes": bundle.hex() }));
            CaseResult::of_answer(expected, answer.map(|answer| outcome(&answer)))
        }
        ScriptStep::Show { at, show, verdict } => {
            let answer = subject.ask("check", json!({ "text": show, "at": at }));
            CaseResult::of_answer(verdict, answer.map(|answer| checks::verdict(&answer)))
        }
        ScriptStep::Plan { at, plan } => {
            let answer = subject.ask("next", json!({ "at": at }));
            CaseResult::of_answer(expected_plan(plan), answer.map(|answer| said_plan(&answer, plan)))
        }
        ScriptStep::Manifest { at, manifest, outcome } => {
            arrived(subject, "manifest", json!({ "at": at, "bytes": manifest.hex() }), outcome.as_deref())
        }
        ScriptStep::File { at, file, sha256, outcome } => {
            arrived(subject, "file", json!({ "at": at, "sha256": sha256, "bytes": file.hex() }), outcome.as_deref())
        }
        ScriptStep::Failed { at, failed } => {
            let mut members = json!({ "at": at });
            if failed != "manifest" {
                members["sha256"] = json!(failed);
            }
            noted(subject, "failed", members)
        }
        ScriptStep::UnknownKey { at, unknown_kid } => {
            if *unknown_kid {
                noted(subject, "unknown_key", json!({ "at": at }))
            } else {
                CaseResult::Passed
            }
        }
        ScriptStep::Restart { restart } => restarted(subject, *restart),
        ScriptStep::Floor { floor } => {
            let answer = subject.ask("state", json!({ "probes": [] }));
            CaseResult::of_answer(
                format!("floor {floor}"),
                answer.and_then(|answer| said(&answer, "floor")).map(|floor| format!("floor {floor}")),
            )
        }
    }
}

fn arrived(subject: &mut Subject, what: &str, members: Value, expected: Option<&str>) -> CaseResult {
    let answer = subject.ask(what, members);
    CaseResult::of_answer(expected.unwrap_or("more files first"), answer.map(|answer| outcome(&answer)))
}

fn noted(subject: &mut Subject, what: &str, members: Value) -> CaseResult {
    CaseResult::of_answer("noted", subject.ask(what, members).map(|_| "noted".to_owned()))
}

fn expected_plan(plan: &Planned) -> String {
    match plan {
        Planned::Manifest { manifest } => json!({ "do": "fetch_manifest", "most_bytes": manifest }).to_string(),
        Planned::File { file, size } => json!({ "do": "fetch_file", "sha256": file, "size": size }).to_string(),
        Planned::Until { until: [earliest, latest] } => format!("to wait until {earliest} to {latest}"),
    }
}

/// In the words of [`expected_plan`] where it is as expected.
fn said_plan(answer: &Answer, expected: &Planned) -> String {
    let plan = answer.get("plan").unwrap_or(&Value::Null);
    if let Planned::Until { until: [earliest, latest] } = expected
        && plan["do"] == "wait"
        && plan["until"].as_u64().is_some_and(|until| (earliest..=latest).contains(&&until))
    {
        return expected_plan(expected);
    }
    plan.to_string()
}
