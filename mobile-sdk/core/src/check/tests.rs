use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use std::path::Path;

use serde_json::Value;

use super::steps::Step;
use super::*;
use crate::code::Challenge;
use crate::presentation::UnverifiedPass;
use crate::time::UnixTime;
use crate::trust_list::RootSet;
use crate::trust_store::{Outcome, TrustStore};

struct Case {
    name: String,
    text: String,
    now: UnixTime,
    challenges: Vec<Challenge>,
    require_challenge: bool,
    policy: Option<String>,
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

/// A scanner of `checks.json` or `rules.json`, and what is shown to it.
struct Scanner {
    trust: TrustStore,
    cases: Vec<Case>,
}

/// The first has most of the cases.
fn vectors() -> Vec<Scanner> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let file = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(folder.join(name)).expect("the vectors")).expect("JSON")
    };
    let (checks, rules) = (file("checks.json"), file("rules.json"));
    let more = [&checks, &rules].into_iter().flat_map(|file| file["checks"].as_array().expect("scanners"));
    [&checks].into_iter().chain(more).filter(|scanner| scanner["outcome"] != "malformed").map(scanner).collect()
}

fn scanner(json: &Value) -> Scanner {
    let roots: RootSet = serde_json::from_value(json["roots"].clone()).expect("a root set");
    let mut trust = TrustStore::new(roots);
    for bundle in json["earlier"].as_array().into_iter().flatten().chain([&json["bundle"]]) {
        let bundle = hex::decode(bundle.as_str().expect("hex")).expect("hex");
        assert_eq!(trust.take_bundle(&bundle), Outcome::Taken);
    }
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
        require_challenge: case["require_challenge"].as_bool().unwrap_or(false),
        policy: case["policy"].as_str().map(Into::into),
        verdict: text(&case["verdict"]),
    });
    Scanner { trust, cases: cases.collect() }
}

fn described(verdict: &Verdict) -> String {
    let mut text = verdict.code().to_string();
    for warning in verdict.warnings() {
        text.push('+');
        text.push_str(warning.code());
    }
    text
}

/// The cases that do not end in their verdict when only these steps are taken.
fn failing<'c>(scanners: &'c [Scanner], steps: &[Step]) -> Vec<&'c str> {
    let fails = |scanner: &Scanner, case: &Case| {
        let checker = Checker::new(&scanner.trust)
            .requiring_challenge(case.require_challenge)
            .with_policy(case.policy.as_deref());
        UnverifiedPass::parse(&case.text)
            .is_ok_and(|pass| described(&checker.run(steps, &pass, case.now, &mut case.scanner())) != case.verdict)
    };
    let failing = |scanner: &'c Scanner| scanner.cases.iter().filter(move |case| fails(scanner, case));
    scanners.iter().flat_map(failing).map(|case| case.name.as_str()).collect()
}

/// A step that no vector needs is a step that nobody would miss when it breaks.
#[test]
fn without_any_one_step_a_vector_fails() {
    let scanners = vectors();
    assert_eq!(failing(&scanners, Step::ALL), Vec::<&str>::new());
    // Counting a live code changes verdicts over several codes only: the next test has it.
    for left_out in Step::ALL.iter().filter(|step| **step != Step::LiveCodeCounted) {
        assert!(!failing(&scanners, &all_but(*left_out)).is_empty(), "no vector misses {left_out:?}");
    }
}

#[test]
fn without_counting_live_codes_a_wrong_clock_is_not_noticed() {
    let scanners = vectors();
    let Scanner { trust, cases } = &scanners[0];
    let live = cases
        .iter()
        .find(|case| case.verdict == "admit" && case.challenges.is_empty() && !case.require_challenge)
        .expect("a live code");
    let pass = UnverifiedPass::parse(&live.text).expect("a code");
    let fifth_verdict = |steps: &[Step]| {
        let mut scanner = ScannerState::new();
        let late = live.now.saturating_add(3_600);
        let verdicts: Vec<_> =
            (0..5).map(|_| Checker::new(trust).run(steps, &pass, late, &mut scanner).code()).collect();
        assert_eq!(verdicts[..4], ["holder_proof_stale"; 4]);
        verdicts[4]
    };
    assert_eq!(fifth_verdict(Step::ALL), "clock_suspect");
    assert_eq!(fifth_verdict(&all_but(Step::LiveCodeCounted)), "holder_proof_stale");
}

#[test]
fn a_scanner_that_is_restarted_keeps_its_lists_and_nothing_of_who_came() {
    let scanners = vectors();
    let Scanner { trust, cases } = &scanners[0];
    let case = cases.iter().find(|case| case.verdict == "admit" && !case.challenges.is_empty()).expect("a live code");
    let mut scanner = case.scanner();
    let seen = |scanner: &mut ScannerState| described(&Checker::new(trust).check(&case.text, case.now, scanner));
    assert_eq!((seen(&mut scanner), seen(&mut scanner)), ("admit".to_string(), "admit+seen_before".to_string()));
    let unpacked = scanner.lists.files();
    let mut restarted = scanner.restarted();
    assert_eq!(restarted.open_challenges().count(), 0);
    assert!(!unpacked.is_empty());
    assert_eq!(restarted.lists.files(), unpacked);
    for challenge in &case.challenges {
        restarted.show_challenge(challenge.clone(), case.now);
    }
    assert_eq!(seen(&mut restarted), "admit");
}

fn all_but(left_out: Step) -> Vec<Step> {
    Step::ALL.iter().copied().filter(|step| *step != left_out).collect()
}

/// The rows of a table of section 10 of the format.
fn table_of_section_10(first_words: &str) -> Vec<Vec<String>> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/wire-format.md");
    let page = std::fs::read_to_string(page).expect("the format");
    let rows =
        page.split(first_words).nth(1).expect("the table").lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
    rows.map(cells).collect()
}

#[test]
fn all_reasons_stand_in_the_order_of_section_10() {
    let table = table_of_section_10("| | code | outcome |");
    let mut reasons = Reason::all();
    reasons.dedup_by_key(|reason| Verdict::from(reason.clone()).code());
    let ours = |reason: &Reason| {
        let verdict = Verdict::from(reason.clone());
        alloc::vec![reason.place().to_string(), verdict.code().to_string(), verdict.outcome().as_str().to_string()]
    };
    let ours: Vec<_> = reasons.iter().map(ours).collect();
    let of_section: Vec<_> = table.iter().filter(|row| row[1] != "admit").map(|row| row[..3].to_vec()).collect();
    assert_eq!(ours, of_section);
    let meanings: Vec<_> = reasons.iter().map(Reason::meaning).collect();
    assert!(meanings.iter().all(|meaning| meanings.iter().filter(|other| *other == meaning).count() == 1));
}

#[test]
fn all_warnings_stand_in_the_order_of_section_10() {
    let of_section: Vec<_> = table_of_section_10("| warning | when |").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(Warning::ALL.map(Warning::code).to_vec(), of_section);
}

#[test]
fn every_next_step_is_listed_once() {
    let taken = Reason::all().into_iter().map(|reason| Verdict::from(reason).next_step());
    let warned = Warning::ALL.map(Warning::next_step);
    for step in taken.chain(warned).chain([NextStep::Enter]) {
        assert_eq!(NextStep::ALL.iter().filter(|listed| **listed == step).count(), 1, "{step:?}");
    }
    for (number, step) in NextStep::ALL.iter().enumerate() {
        assert!(!NextStep::ALL[..number].iter().any(|other| other.meaning() == step.meaning()), "{step:?}");
    }
}
