use haetae_core::{Challenge, Checker, RootSet, ScannerState, TrustStore, UnixTime};

use super::{FILE, require_all_right, scanners, written, wrong_verdicts};

#[test]
fn every_check_ends_in_its_verdict_in_the_core() {
    let (mut cases, mut wrong) = (0, Vec::new());
    for scanner in scanners() {
        let roots: RootSet = serde_json::from_value(scanner.roots.clone()).expect("a root set");
        let mut trust = TrustStore::new(roots);
        for earlier in &scanner.earlier {
            assert_eq!(trust.take_bundle(&earlier.0).as_str(), "taken", "{}", scanner.name);
        }
        let outcome = trust.take_bundle(&scanner.bundle.0).as_str();
        assert_eq!(outcome, scanner.outcome.as_deref().unwrap_or("taken"), "the bundle of {FILE} {}", scanner.name);
        cases += scanner.cases.len();
        wrong.extend(wrong_verdicts(&scanner, |case| {
            let now = UnixTime::new(case.now).expect("a time");
            let mut state = ScannerState::new();
            for challenge in &case.challenges {
                state.show_challenge(Challenge::new(&challenge.0).expect("8 to 16 bytes"), now);
            }
            let checker = Checker::new(&trust).requiring_challenge(case.require_challenge);
            let verdict = checker.check(&case.qr, now, &mut state);
            written(verdict.code(), verdict.warnings().iter().map(|warning| warning.code()))
        }));
    }
    require_all_right(FILE, cases, &wrong);
}
