use haetae_core::{Checker, Outcome, RootSet, ScannerState, TrustStore, Verdict};
use haetae_keys::{Custody as _, KeyRing, Random as _};

use super::{NOW, PublicRandom, Specimen, Training};

fn training() -> (Training, TrustStore) {
    let training = Training::new().expect("specimens");
    let mut trust = TrustStore::new(training.roots.clone());
    assert_eq!(trust.take_bundle(&training.bundle), Outcome::Taken);
    (training, trust)
}

fn check(trust: &TrustStore, specimen: &Specimen) -> Verdict {
    Checker::new(trust).with_policy(specimen.policy).check(&specimen.text, NOW, &mut ScannerState::new())
}

#[test]
fn a_scanner_in_training_says_what_is_expected() {
    let (training, trust) = training();
    for specimen in &training.codes {
        let verdict = check(&trust, specimen);
        assert_eq!(verdict.code(), specimen.expected, "{verdict:?}");
    }
}

#[test]
fn there_is_a_specimen_for_each_verdict_that_a_code_can_get() {
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
            "challenge_missing",
            "expired",
            "holder_proof_invalid",
            "holder_proof_missing",
            "holder_proof_stale",
            "key_not_allowed",
            "key_not_valid_then",
            "key_withdrawn",
            "malformed",
            "not_yet_valid",
            "policy_not_met",
            "revoked",
            "rule_failed",
            "rules_missing",
            "specimen",
            "status_required",
            "unknown_format",
            "unknown_key"
        ]
    );
    let warnings = |place: usize| {
        let verdict = check(&trust, &training.codes[place]);
        let admission = verdict.admission().expect("admitted");
        admission.warnings().iter().map(|warning| warning.code()).collect::<Vec<_>>()
    };
    assert_eq!((warnings(0), warnings(1)), (vec![], vec!["check_id"]));
}

#[test]
fn the_policies_of_the_training_are_readable_and_say_why_in_both_languages() {
    let (training, trust) = training();
    let file = trust.rules().flatten().expect("readable rules");
    for specimen in &training.codes {
        let Some(id) = specimen.policy else { continue };
        let policy = file.policies.iter().find(|policy| policy.id == id).expect("a policy of this id");
        assert!(["ko", "en"].iter().all(|language| policy.name.get(language).is_some()));
    }
    let refused = training.codes.iter().find(|specimen| specimen.expected == "policy_not_met").expect("one");
    let Verdict::Refuse(haetae_core::Refusal::PolicyNotMet(unmet)) = check(&trust, refused) else {
        panic!("refused by the policy");
    };
    assert_eq!(unmet.messages[0].text.get("en"), Some("Only people with a third dose may enter."));
}

#[test]
fn no_other_scanner_takes_a_specimen_for_a_pass() {
    let (training, _) = training();
    let strangers = RootSet::new(1, [super::authority::PublicSecret::of("other roots").expect("a key").public]);
    let mut trust = TrustStore::new(strangers.expect("roots"));
    assert_ne!(trust.take_bundle(&training.bundle), Outcome::Taken);
    for specimen in &training.codes {
        let verdict = check(&trust, specimen);
        assert!(matches!(verdict, Verdict::Unclear(_)), "{}: {verdict:?}", specimen.expected);
    }
}

#[test]
fn a_training_is_the_same_each_time() {
    let (once, again) = (Training::new().expect("specimens"), Training::new().expect("specimens"));
    assert_eq!(once.to_json(), again.to_json());
}

/// The scanner's app shows what these roots vouch for in grey, whoever set it up.
#[test]
fn the_web_scanner_knows_the_roots_whose_private_parts_are_public() {
    let known = include_str!("../../mobile-sdk/web/scanner/src/setup/public-roots.ts");
    let mut seed = [0; 32];
    PublicRandom::default().fill(&mut seed).expect("bytes");
    let ring = KeyRing::from_seeds([&seed]).expect("a key");
    let sandbox = ring.kids().first().and_then(|kid| ring.public_key(*kid)).expect("the root of a sandbox");
    let sandbox = RootSet::new(1, [sandbox]).expect("roots");
    let (training, _) = training();
    for roots in [training.roots, sandbox] {
        assert!(super::is_public(&roots).expect("keys"));
        let json = serde_json::to_value(&roots).expect("JSON");
        let x = json["keys"][0]["x"].as_str().expect("a key");
        assert!(known.contains(&format!("\"{x}\"")), "{x} is not in public-roots.ts");
    }
}
