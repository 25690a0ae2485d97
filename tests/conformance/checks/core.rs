use haetae_core::{Challenge, Checker, Outcome, RootSet, ScannerState, TrustStore, UnixTime};

use super::{FILE, checks, require_verdicts, written};

#[test]
fn every_check_ends_in_its_verdict_in_the_core() {
    let checks = checks();
    let roots: RootSet = serde_json::from_value(checks.roots).expect("a root set");
    let mut trust = TrustStore::new(roots);
    assert_eq!(trust.take_bundle(&checks.bundle.0), Outcome::Taken, "the bundle of {FILE}");
    require_verdicts(&checks.cases, |case| {
        let now = UnixTime::new(case.now).expect("a time");
        let mut scanner = ScannerState::new();
        for challenge in &case.challenges {
            scanner.show_challenge(Challenge::new(&challenge.0).expect("8 to 16 bytes"), now);
        }
        let checker = Checker::new(&trust).requiring_challenge(case.require_challenge);
        let verdict = checker.check(&case.qr, now, &mut scanner);
        written(verdict.code(), verdict.warnings().iter().map(|warning| warning.code()))
    });
}
