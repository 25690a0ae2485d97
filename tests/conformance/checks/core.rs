use haetae_core::{Challenge, RootSet, Scanner, UnixTime};
use haetae_testkit::vectors::described;

use super::{FILES, require_all_right, scanners, wrong_verdicts};

#[test]
fn every_check_ends_in_its_verdict_in_the_core() {
    let (mut cases, mut wrong) = (0, Vec::new());
    for scanner in scanners() {
        let roots: RootSet = serde_json::from_value(scanner.roots.clone()).expect("a root set");
        let mut door = Scanner::new(roots, 1);
        for earlier in &scanner.earlier {
            assert_eq!(door.bundle_arrived(&earlier.0).as_str(), "taken", "{}", scanner.name);
        }
        let outcome = door.bundle_arrived(&scanner.bundle.0).as_str();
        assert_eq!(outcome, scanner.outcome.as_deref().unwrap_or("taken"), "the bundle of {FILES} {}", scanner.name);
        cases += scanner.cases.len();
        wrong.extend(wrong_verdicts(&scanner, |case| {
            let now = UnixTime::new(case.now).expect("a time");
            door.forget();
            for challenge in &case.challenges {
                door.show_challenge(Challenge::new(&challenge.0).expect("8 to 16 bytes"), now);
            }
            door.require_challenge(case.require_challenge);
            door.choose_policy(case.policy.clone());
            let verdict = serde_json::to_value(door.check(&case.qr, now)).expect("JSON");
            described(&verdict, case.policy.is_some())
        }));
    }
    require_all_right(FILES, cases, &wrong);
}
