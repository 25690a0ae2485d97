//! Codes and their verdicts, of `checks.json` and `rules.json`.

use haetae_core::{Reason, Verdict};
use serde_json::{Value, json};

use super::{outcome, pinned};
use crate::conformance::results::{Case, CaseResult, in_words};
use crate::conformance::subject::{Answer, Subject};
use crate::conformance::vectors::{CheckCase, CheckScanner};

/// Shows each scanner its codes, each as if it were the first.
pub(super) fn codes<'v>(subject: &mut Subject, scanners: impl IntoIterator<Item = &'v CheckScanner>) -> Vec<Case> {
    let mut cases = Vec::new();
    for scanner in scanners {
        let mut door = Door { scanner, since: None };
        let place = if scanner.name.is_empty() { String::new() } else { format!("{}/", scanner.name) };
        let bundle = door.open(subject).err().unwrap_or(CaseResult::Passed);
        cases.push(Case {
            name: format!("{place}bundle"),
            reason: match scanner.expected() {
                "taken" => "the data that its codes are checked with is taken".to_owned(),
                refused => format!("data that is {refused} is refused as a whole"),
            },
            result: bundle,
        });
        cases.extend(scanner.cases.iter().map(|case| Case {
            name: format!("{place}{}", case.name),
            reason: reason(case),
            result: door.shown(subject, case),
        }));
    }
    cases
}

impl CheckScanner {
    fn expected(&self) -> &str {
        self.outcome.as_deref().unwrap_or("taken")
    }
}

/// A scanner with its data, which a program that ends loses.
struct Door<'v> {
    scanner: &'v CheckScanner,
    /// How often the program had ended when it was given its data.
    since: Option<u64>,
}

impl Door<'_> {
    /// Gives it its data; what came of it where that went wrong.
    fn open(&mut self, subject: &mut Subject) -> Result<(), CaseResult> {
        if self.since == Some(subject.losses()) {
            return Ok(());
        }
        self.since = None;
        pinned(subject, &self.scanner.roots, 1)?;
        let earlier = self.scanner.earlier.iter().map(|bundle| (bundle, "taken"));
        for (bundle, expected) in earlier.chain([(&self.scanner.bundle, self.scanner.expected())]) {
            let answer = subject.ask("bundle", json!({ "bytes": bundle }));
            let result = CaseResult::of_answer(
                format!("bundle {expected}"),
                answer.map(|answer| format!("bundle {}", outcome(&answer))),
            );
            if result != CaseResult::Passed {
                return Err(result);
            }
        }
        self.since = Some(subject.losses());
        Ok(())
    }

    fn shown(&mut self, subject: &mut Subject, case: &CheckCase) -> CaseResult {
        if let Err(result) = self.open(subject) {
            return result;
        }
        let mut members = json!({ "text": case.qr, "at": case.now, "forget": true });
        if let Some(policy) = &case.policy {
            members["policy"] = json!(policy);
        }
        if !case.challenges.is_empty() {
            members["challenges"] = json!(case.challenges);
        }
        if case.require_challenge {
            members["require_challenge"] = json!(true);
        }
        let answer = subject.ask("check", members);
        CaseResult::of_answer(expected(case), answer.map(|answer| said(&answer, case.policy.is_some())))
    }
}

/// Why the case exists: its name, and what its verdict means.
fn reason(case: &CheckCase) -> String {
    let code = case.verdict.split('+').next().unwrap_or_default();
    let words = in_words(&case.name);
    match Reason::all().into_iter().find(|reason| code_of(reason) == code) {
        Some(reason) => format!("{words}. {}", reason.meaning()),
        None => words,
    }
}

fn code_of(reason: &Reason) -> &'static str {
    Verdict::from(reason.clone()).code()
}

/// What the vectors want, in words that can be compared.
fn expected(case: &CheckCase) -> String {
    described(&case.verdict, &case.rules, &case.messages, case.shown.as_ref())
}

/// The same of an answer. Without a policy the vectors name the verdict alone.
fn said(answer: &Answer, of_policy: bool) -> String {
    let verdict = verdict(answer);
    if !of_policy {
        return verdict;
    }
    let shown = answer.get("shown").filter(|_| answer.get("code").is_some_and(|code| code == "admit"));
    described(&verdict, &texts(answer.get("rules")), &texts(answer.get("messages")), shown)
}

/// As the vectors write a verdict: the code, and the warnings after plus signs. An outcome that does not belong to the
/// code is named.
pub(super) fn verdict(answer: &Answer) -> String {
    let code = answer.get("code").and_then(Value::as_str).unwrap_or("no code");
    let mut words = texts(answer.get("warnings"));
    words.insert(0, code.to_owned());
    let written = words.join("+");
    let outcome = answer.get("outcome").and_then(Value::as_str).unwrap_or("none");
    match outcome_of(code) {
        Some(right) if right != outcome => format!("{written} with the outcome {outcome}"),
        _ => written,
    }
}

/// `None` where no verdict has this code.
fn outcome_of(code: &str) -> Option<&'static str> {
    if code == "admit" {
        return Some("admit");
    }
    let mut verdicts = Reason::all().into_iter().map(Verdict::from);
    verdicts.find(|verdict| verdict.code() == code).map(|verdict| verdict.outcome().as_str())
}

fn described(verdict: &str, rules: &[String], messages: &[String], shown: Option<&Value>) -> String {
    let mut words = verdict.to_owned();
    if !rules.is_empty() {
        words.push_str(&format!(", rules {}", rules.join(" ")));
    }
    if !messages.is_empty() {
        words.push_str(&format!(", messages {}", messages.join(" ")));
    }
    if let Some(shown) = shown {
        words.push_str(&format!(", shown {shown}"));
    }
    words
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
}
