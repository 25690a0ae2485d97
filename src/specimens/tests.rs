use haetae_core::{Checker, Outcome, ScannerState, TrustStore, Verdict};

use super::{NOW, Training};

fn training() -> (Training, TrustStore) {
    let training = Training::new().expect("specimens");
    let mut trust = TrustStore::new(training.roots.clone());
    assert_eq!(trust.take_bundle(&training.bundle), Outcome::Taken);
    (training, trust)
}

fn check(trust: &TrustStore, text: &str) -> Verdict {
    Checker::new(trust).check(text, NOW, &mut ScannerState::new())
}

#[test]
fn a_scanner_in_training_says_what_is_expected() {
    let (training, trust) = training();
    for specimen in &training.codes {
        let verdict = check(&trust, &specimen.text);
        assert_eq!(verdict.code(), specimen.expected, "{verdict:?}");
    }
}

#[test]
fn there_is_a_specimen_for_each_verdict_that_a_code_alone_can_get() {
    let (training, trust) = training();
    let mut shown: Vec<&str> = training.codes.iter().map(|specimen| specimen.expected).collect();
    shown.sort_unstable();
    shown.dedup();
    // The missing verdicts are about the scanner, not the code: an unreadable picture, its clock, its data.
    assert_eq!(
        shown,
        [
            "admit",
            "bad_signature",
            "expired",
            "holder_proof_invalid",
            "holder_proof_missing",
            "holder_proof_stale",
            "key_not_allowed",
            "key_not_valid_then",
            "key_withdrawn",
            "malformed",
            "not_yet_valid",
            "revoked",
            "specimen",
            "unknown_format",
            "unknown_key"
        ]
    );
    let warnings = |place: usize| {
        let verdict = check(&trust, &training.codes[place].text);
        let admission = verdict.admission().expect("admitted");
        admission.warnings().iter().map(|warning| warning.code()).collect::<Vec<_>>()
    };
    assert_eq!((warnings(0), warnings(1)), (vec![], vec!["check_id"]));
}

#[test]
fn no_other_scanner_takes_a_specimen_for_a_pass() {
    let (training, _) = training();
    let strangers =
        haetae_core::RootSet::new(1, [super::authority::PublicSecret::of("other roots").expect("a key").public]);
    let mut trust = TrustStore::new(strangers.expect("roots"));
    assert_ne!(trust.take_bundle(&training.bundle), Outcome::Taken);
    for specimen in &training.codes {
        let verdict = check(&trust, &specimen.text);
        assert!(matches!(verdict, Verdict::Unclear(_)), "{}: {verdict:?}", specimen.expected);
    }
}

#[test]
fn a_training_is_the_same_each_time() {
    let (once, again) = (Training::new().expect("specimens"), Training::new().expect("specimens"));
    assert_eq!(once.to_json(), again.to_json());
}
