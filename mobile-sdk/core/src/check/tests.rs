use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::steps::Step;
use super::*;
use crate::code::Challenge;
use crate::trust_list::RootSet;
use crate::trust_store::Outcome;

struct Case {
    name: String,
    text: String,
    now: UnixTime,
    challenges: Vec<Challenge>,
    verdict: String,
}

impl Case {
    fn scanner(&self) -> ScannerState {
        let mut scanner = ScannerState::new();
        for challenge in &self.challenges {
            scanner.show_challenge(challenge.clone(), self.now);
        }
        scanner
    }
}

fn vectors() -> (TrustStore, Vec<Case>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/checks.json");
    let json: Value = serde_json::from_slice(&std::fs::read(path).expect("the vectors")).expect("JSON");
    let roots: RootSet = serde_json::from_value(json["roots"].clone()).expect("a root set");
    let mut trust = TrustStore::new(roots);
    let bundle = hex::decode(json["bundle"].as_str().expect("hex")).expect("hex");
    assert_eq!(trust.take_bundle(&bundle), Outcome::Taken);
    let text = |value: &Value| value.as_str().expect("a text").to_string();
    let cases = json["cases"].as_array().expect("cases").iter().map(|case| Case {
        name: text(&case["name"]),
        text: text(&case["qr"]),
        now: UnixTime::new(case["now"].as_u64().expect("a time")).expect("a time"),
        challenges: case["challenges"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|challenge| Challenge::new(&hex::decode(text(challenge)).expect("hex")).expect("a challenge"))
            .collect(),
        verdict: text(&case["verdict"]),
    });
    (trust, cases.collect())
}

fn described(verdict: &Verdict) -> String {
    let mut text = verdict.code().to_string();
    for warning in verdict.warnings() {
        text.push('+');
        text.push_str(warning.code());
    }
    text
}

#[test]
fn every_vector_ends_in_its_verdict() {
    let (trust, cases) = vectors();
    let checker = Checker::new(&trust);
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let verdict = described(&checker.check(&case.text, case.now, &mut case.scanner()));
            (verdict != case.verdict).then(|| alloc::format!("{}: {verdict}, not {}", case.name, case.verdict))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cases.len() > 200);
}

/// A step that no vector needs is a step that nobody would miss when it breaks.
#[test]
fn without_any_one_step_a_vector_fails() {
    let (trust, cases) = vectors();
    let checker = Checker::new(&trust);
    let mut caught: BTreeMap<String, usize> = BTreeMap::new();
    // Counting a live code changes verdicts only over several codes; the clock's own tests have it.
    for left_out in Step::ALL.iter().filter(|step| **step != Step::LiveCodeCounted) {
        let steps: Vec<Step> = Step::ALL.iter().copied().filter(|step| step != left_out).collect();
        let failing = cases.iter().filter(|case| {
            UnverifiedPass::parse(&case.text)
                .is_ok_and(|pass| described(&checker.run(&steps, &pass, case.now, &mut case.scanner())) != case.verdict)
        });
        caught.insert(alloc::format!("{left_out:?}"), failing.count());
    }
    let missed: Vec<&String> = caught.iter().filter(|(_, count)| **count == 0).map(|(step, _)| step).collect();
    assert!(missed.is_empty(), "no vector misses {missed:?}");
}
