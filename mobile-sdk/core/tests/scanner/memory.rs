use haetae_core::*;
use haetae_testkit::authority::{NOW, at};

use crate::door::{Door, words};

#[test]
fn an_admission_is_remembered_for_five_minutes() {
    for (later, seen) in [(0, true), (299, true), (300, false)] {
        let mut door = Door::new();
        let claims = door.new_claims();
        let pass = door.authority.phones.issue(&claims);
        let first = door.phone.present_pass(&pass, at(NOW), None);
        assert_eq!(words(&door.check(&first, NOW)), ["admit"]);
        let second = door.phone.present_pass(&pass, at(NOW + later), None);
        let expected: &[&str] = if seen { &["admit", "seen_before"] } else { &["admit"] };
        assert_eq!(words(&door.check(&second, NOW + later)), expected, "{later} s later");
    }
}

#[test]
fn the_latest_admission_counts() {
    let mut door = Door::new();
    let claims = door.new_claims();
    let pass = door.authority.phones.issue(&claims);
    for (later, expected) in [(0, &["admit"][..]), (200, &["admit", "seen_before"]), (400, &["admit", "seen_before"])] {
        let text = door.phone.present_pass(&pass, at(NOW + later), None);
        assert_eq!(words(&door.check(&text, NOW + later)), expected, "{later} s later");
    }
}

#[test]
fn another_index_or_day_is_another_pass() {
    let mut door = Door::new();
    let claims = door.new_claims();
    let text = door.code_of(&claims, 0);
    assert_eq!(words(&door.check(&text, NOW)), ["admit"]);
    let other_index = PassClaims { status_index: claims.status_index + 1, ..claims.clone() };
    let text = door.code_of(&other_index, 0);
    assert_eq!(words(&door.check(&text, NOW)), ["admit"]);
    let other_day = PassClaims { not_before: claims.not_before.saturating_sub(SECONDS_PER_DAY), ..claims };
    let text = door.code_of(&other_day, 0);
    assert_eq!(words(&door.check(&text, NOW)), ["admit", "status_missing"]);
}

#[test]
fn only_admissions_are_remembered() {
    let mut door = Door::new();
    let claims = door.new_claims();
    let pass = door.authority.phones.issue(&claims);
    let stale = door.phone.present_pass(&pass, at(NOW - 61), None);
    assert_eq!(door.check(&stale, NOW).code(), "holder_proof_stale");
    assert_eq!(door.check(&pass_text(&pass), NOW).code(), "holder_proof_missing");
    let live = door.phone.present_pass(&pass, at(NOW), None);
    assert_eq!(words(&door.check(&live, NOW)), ["admit"]);
}

#[test]
fn a_challenge_is_open_for_two_minutes() {
    for (later, expected) in [(0, "admit"), (120, "admit"), (121, "holder_proof_stale")] {
        let mut door = Door::new();
        let challenge = Challenge::new(&[9; 8]).expect("8 bytes");
        door.scanner.show_challenge(challenge.clone(), at(NOW));
        let claims = door.new_claims();
        let text = door.phone.present_pass(&door.authority.phones.issue(&claims), at(NOW), Some(&challenge));
        assert_eq!(door.check(&text, NOW + later).code(), expected, "{later} s later");
    }
}

#[test]
fn every_open_challenge_is_tried() {
    let mut door = Door::new();
    let challenges: Vec<Challenge> = (0..3).map(|byte| Challenge::new(&[byte; 16]).expect("16 bytes")).collect();
    for (challenge, shown) in challenges.iter().zip([NOW - 120, NOW - 60, NOW]) {
        door.scanner.show_challenge(challenge.clone(), at(shown));
    }
    for challenge in &challenges {
        let claims = door.new_claims();
        let text = door.phone.present_pass(&door.authority.phones.issue(&claims), at(NOW), Some(challenge));
        assert_eq!(door.check(&text, NOW).code(), "admit");
    }
    let other = Challenge::new(&[3; 16]).expect("16 bytes");
    let claims = door.new_claims();
    let text = door.phone.present_pass(&door.authority.phones.issue(&claims), at(NOW), Some(&other));
    assert_eq!(door.check(&text, NOW).code(), "holder_proof_stale");
}
