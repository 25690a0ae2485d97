//! The scanner as one: what its parts do together. What each of them does is tested with it.

use haetae_core::*;

use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, NOW, Office, Set, at, claims};
use haetae_testkit::phone::HolderPair;

/// A scanner with today's data in force, which it was handed as a snapshot.
fn scanner(authority: &Authority) -> Scanner {
    let mut scanner = Scanner::new(authority.bare_trust().roots().clone(), 1);
    assert_eq!(scanner.restore(&authority.trust().to_snapshot()), Ok(0));
    scanner
}

fn live(authority: &Authority, index: u32, challenge: Option<&Challenge>) -> String {
    let phone = HolderPair::ed25519(100);
    phone.present_pass(&authority.phones.issue(&claims(&phone, index)), at(NOW), challenge)
}

fn wants_manifest(scanner: &Scanner, now: u64) -> bool {
    matches!(scanner.next(at(now)), Plan::FetchManifest { .. })
}

#[test]
fn a_snapshot_is_restored_and_written_again() {
    let authority = Authority::default();
    let mut scanner = scanner(&authority);
    let snapshot = scanner.snapshot();
    assert_eq!(snapshot, authority.trust().to_snapshot());
    assert!(scanner.restore(b"no snapshot").is_err());
    assert_eq!(scanner.snapshot(), snapshot, "what is none changes nothing");
    assert_eq!(scanner.snapshot_arrived(&snapshot), Ok(Outcome::Unchanged));
    assert!(wants_manifest(&scanner, NOW), "what was written down may be old");
}

#[test]
fn an_unknown_key_makes_the_next_manifest_due_30_seconds_after_the_last() {
    let authority = Authority::default();
    let mut scanner = scanner(&authority);
    let manifest = authority.trust().bundle(at(NOW).status_day(), 1 << 20).expect("a bundle");
    let manifest = Bundle::decode(&manifest).expect("a bundle").manifest.to_vec();
    assert_eq!(scanner.manifest_arrived(&manifest, at(NOW)), Some(Outcome::Unchanged));
    assert!(!wants_manifest(&scanner, NOW + 30));
    let stranger = Signer::new(77);
    let phone = HolderPair::ed25519(100);
    let text = phone.present_pass(&stranger.issue(&claims(&phone, 3)), at(NOW), None);
    assert_eq!(scanner.check(&text, at(NOW + 1)).code(), "unknown_key");
    assert!(!wants_manifest(&scanner, NOW + 29));
    assert!(wants_manifest(&scanner, NOW + 30));
}

/// Takes what the plan asks for, until nothing is due; how many files that were.
fn follow(scanner: &mut Scanner, set: &Set) -> usize {
    let mut files = 0;
    loop {
        match scanner.next(at(NOW)) {
            Plan::FetchManifest { .. } => drop(scanner.manifest_arrived(&set.manifest, at(NOW))),
            Plan::FetchFile { sha256, .. } => {
                assert_eq!(scanner.file_arrived(sha256, &set.files[&sha256], at(NOW)), Some(Outcome::Taken));
                files += 1;
            }
            Plan::Idle { .. } => return files,
        }
    }
}

#[test]
fn a_paper_pass_of_an_earlier_day_is_unclear_until_the_list_of_its_day_is_fetched() {
    let mut office = Office::new(NOW);
    let set = office.publish(NOW);
    let newcomer = || {
        let mut scanner = Scanner::new(office.keys.roots(), 1);
        scanner.configure(SyncSettings { days_back: 0, ..SyncSettings::default() });
        follow(&mut scanner, &set);
        scanner
    };
    let phone = HolderPair::ed25519(100);
    let (not_before, expires) = (at(NOW - SECONDS_PER_DAY), at(NOW + 1));
    let paper = PassClaims { holder_key: None, not_before, expires, ..claims(&phone, 3) };
    let paper = pass_text(&office.keys.paper.issue(&paper));
    let forged = PassClaims { holder_key: None, not_before, expires, ..claims(&phone, 3) };
    let forged = pass_text(&Signer::new(77).issue(&forged));

    let mut scanner = newcomer();
    assert_eq!(scanner.check(&forged, at(NOW)).code(), "unknown_key");
    assert_eq!(follow(&mut scanner, &set), 0, "a forged one fetches nothing");
    assert_eq!(scanner.check(&paper, at(NOW)).code(), "status_required");
    assert_eq!(follow(&mut scanner, &set), 1, "at once");
    let verdict = scanner.check(&paper, at(NOW));
    assert_eq!((verdict.code(), verdict.warnings()), ("admit", &[Warning::CheckId][..]));

    let mut other_tab = newcomer();
    other_tab.shown_elsewhere(&paper, at(NOW));
    assert_eq!(follow(&mut other_tab, &set), 1);
    assert_eq!(other_tab.check(&paper, at(NOW)).warnings(), [Warning::CheckId], "nobody was admitted by it before");
}

#[test]
fn other_settings_are_kept_when_a_snapshot_is_restored() {
    let authority = Authority::default();
    let mut scanner = scanner(&authority);
    scanner.configure(SyncSettings { days_back: 0, ..SyncSettings::default() });
    let list = authority.todays_status_list(NOW - 60, &[1, 999]);
    let mut newer = authority.trust();
    assert_eq!(authority.publish(&mut newer, NOW, &list, false), Outcome::Taken);
    let manifest = newer.bundle(at(NOW).status_day(), 1 << 20).expect("a bundle");
    let manifest = Bundle::decode(&manifest).expect("a bundle").manifest.to_vec();
    assert_eq!(scanner.manifest_arrived(&manifest, at(NOW)), Some(Outcome::Taken));
    assert!(matches!(scanner.next(at(NOW)), Plan::FetchFile { .. }), "the list of today");
    // A clock that is a day ahead: yesterday's list is not needed.
    let tomorrow = NOW + SECONDS_PER_DAY;
    assert_eq!(scanner.restore(&newer.to_snapshot()), Ok(0));
    assert_eq!(scanner.manifest_arrived(&manifest, at(tomorrow)), Some(Outcome::Unchanged));
    assert!(matches!(scanner.next(at(tomorrow)), Plan::Idle { .. }));
}

#[test]
fn forgetting_leaves_the_venues_switch_and_what_is_trusted() {
    let authority = Authority::default();
    let mut scanner = scanner(&authority);
    let challenge = Challenge::new(&[9; 8]).expect("8 bytes");
    scanner.require_challenge(true);
    scanner.show_challenge(challenge.clone(), at(NOW));
    let answer = live(&authority, 3, Some(&challenge));
    assert_eq!(scanner.check(&answer, at(NOW)).code(), "admit");
    assert_eq!(scanner.check(&answer, at(NOW)).warnings(), [Warning::SeenBefore]);
    assert_eq!(scanner.check(&live(&authority, 4, None), at(NOW)).code(), "challenge_missing");
    scanner.forget();
    assert_eq!(scanner.check(&live(&authority, 4, None), at(NOW)).code(), "challenge_missing");
    assert_eq!(scanner.check(&answer, at(NOW)).code(), "holder_proof_stale", "the challenge is forgotten");
    scanner.show_challenge(challenge, at(NOW));
    assert_eq!(scanner.check(&answer, at(NOW)).warnings(), [], "and who was admitted");
}

#[test]
fn the_state_of_the_trust_data_says_what_is_in_force_and_how_old_it_is() {
    let authority = Authority::default();
    let bare = Scanner::new(authority.bare_trust().roots().clone(), 1);
    let state = serde_json::to_value(bare.trust_state(at(NOW))).expect("JSON");
    let nothing = serde_json::json!({
        "manifest": null, "trust_list": null, "files": [], "floor": 0, "stale": true, "expired": true,
        "median_ahead": null, "clock_behind": false
    });
    assert_eq!(state, nothing);
    let scanner = scanner(&authority);
    let state = serde_json::to_value(scanner.trust_state(at(NOW - 3_900))).expect("JSON");
    let expected = serde_json::json!({
        "manifest": {
            "version": NOW - 3_600, "issued": NOW - 3_600, "stale": NOW + 82_800, "expires": NOW + 14 * 86_400 - 3_600
        },
        "trust_list": { "version": 1, "issued": NOW - 100_000, "expires": NOW + 900 * 86_400 },
        "files": [
            { "name": "trust-list", "held": true, "newest": true, "issued": null },
            { "name": "status/20800", "held": true, "newest": true, "issued": NOW - 7_200 }
        ],
        "floor": NOW - 3_600, "stale": false, "expired": false, "median_ahead": null, "clock_behind": false
    });
    assert_eq!(state, expected);
    assert!(scanner.trust_state(at(NOW - 3_901)).clock_behind);
}
