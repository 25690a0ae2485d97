use haetae_core::*;
use haetae_testkit::Signer;
use haetae_testkit::authority::{NOW, at};
use haetae_testkit::phone::HolderPair;

use crate::door::{Door, words};

#[test]
fn there_is_no_median_before_the_fifth_code() {
    let mut door = Door::new();
    for _ in 0..4 {
        door.show(1, 1_000);
        assert_eq!(door.scanner.median_ahead(), None);
    }
    door.show(1, 1_000);
    assert_eq!(door.scanner.median_ahead(), Some(1_000));
}

#[test]
fn the_present_code_counts() {
    let mut door = Door::new();
    door.show(4, 1_000);
    let text = door.code(1_000);
    assert_eq!(door.check(&text, NOW).code(), "clock_suspect");

    let mut door = Door::new();
    door.show(3, 1_000);
    let text = door.code(1_000);
    assert_eq!(door.check(&text, NOW).code(), "holder_proof_stale");
}

#[test]
fn of_an_even_number_it_is_the_lower_middle() {
    let mut door = Door::new();
    for ahead in [40, -40, 30, -30, 20, -20] {
        door.show(1, ahead);
    }
    assert_eq!(door.scanner.median_ahead(), Some(-20));
    door.show(1, 25);
    assert_eq!(door.scanner.median_ahead(), Some(20));
}

#[test]
fn the_last_31_codes_count() {
    let mut door = Door::new();
    door.show(31, 0);
    door.show(15, 500);
    assert_eq!(door.scanner.median_ahead(), Some(0));
    door.show(1, 500);
    assert_eq!(door.scanner.median_ahead(), Some(500));
    door.show(15, 500);
    door.show(15, 7);
    assert_eq!(door.scanner.median_ahead(), Some(500), "the codes of the beginning are forgotten");
}

#[test]
fn more_than_30_seconds_off_are_a_warning() {
    for (ahead, warned) in [(30, false), (31, true), (-30, false), (-31, true)] {
        let mut door = Door::new();
        door.show(4, ahead);
        let text = door.code(ahead);
        let expected: &[&str] = if warned { &["admit", "clock_suspect"] } else { &["admit"] };
        assert_eq!(words(&door.check(&text, NOW)), expected, "{ahead} s ahead");
    }
}

#[test]
fn more_than_300_seconds_off_put_what_rests_on_the_time_in_doubt() {
    for (ahead, suspect) in [(300, false), (301, true), (-300, false), (-301, true)] {
        let mut door = Door::new();
        door.show(5, ahead);
        let good = door.new_claims();
        let early = PassClaims { not_before: at(NOW + 1), ..good.clone() };
        let late = PassClaims { expires: at(NOW), ..good.clone() };
        for (claims, otherwise) in [(early, "not_yet_valid"), (late, "expired"), (good, "holder_proof_stale")] {
            let text = door.code_of(&claims, ahead);
            let expected = if suspect { "clock_suspect" } else { otherwise };
            assert_eq!(door.check(&text, NOW).code(), expected, "{ahead} s ahead");
        }
    }
}

#[test]
fn a_clock_in_doubt_changes_no_other_verdict() {
    let mut door = Door::new();
    door.show(5, 1_000);
    let good = door.new_claims();
    let (thief, thiefs_phone) = (Signer::new(101), HolderPair::ed25519(101));
    let pass = door.authority.phones.issue(&good);
    let revoked = PassClaims { status_index: 999, ..good.clone() };
    let beyond = PassClaims { status_index: 1_024 * 8, ..good.clone() };
    let long = PassClaims { expires: at(NOW + 14 * SECONDS_PER_DAY), ..good.clone() };
    let paper = PassClaims { holder_key: None, ..good.clone() };
    let others = [
        ("admit", door.code_of(&good, 0)),
        ("admit", pass_text(&door.authority.paper.issue(&paper))),
        ("holder_proof_missing", pass_text(&pass)),
        ("holder_proof_invalid", thiefs_phone.present_pass(&pass, at(NOW), None)),
        ("revoked", door.code_of(&revoked, 1_000)),
        ("malformed", door.code_of(&beyond, 1_000)),
        ("key_not_allowed", door.code_of(&long, 1_000)),
        ("unknown_key", pass_text(&thief.issue(&good))),
        ("specimen", door.phone.present_pass(&door.authority.training.issue(&good), at(NOW + 1_000), None)),
        ("unknown_format", String::from("HT2:")),
    ];
    for (expected, text) in others {
        assert_eq!(door.check(&text, NOW).code(), expected);
    }
    let later = NOW + 15 * SECONDS_PER_DAY;
    let today = PassClaims { not_before: at(later - 1), expires: at(later + 1), ..good };
    let text = door.phone.present_pass(&door.authority.phones.issue(&today), at(later), None);
    assert_eq!(door.check(&text, later).code(), "trust_expired");
}

/// Whatever the verdict, a live code counts once its issuer and its holder have been believed.
#[test]
fn codes_that_are_refused_for_other_reasons_count() {
    let good = Door::new().new_claims();
    let refused = [
        ("revoked", PassClaims { status_index: 999, ..good.clone() }),
        ("malformed", PassClaims { status_index: 1_024 * 8, ..good.clone() }),
        ("expired", PassClaims { expires: at(NOW), ..good.clone() }),
        ("not_yet_valid", PassClaims { not_before: at(NOW + 1), ..good.clone() }),
        ("admit", good),
    ];
    for (expected, claims) in refused {
        let mut door = Door::new();
        let text = door.code_of(&claims, 17);
        for _ in 0..5 {
            assert_eq!(door.check(&text, NOW).code(), expected);
        }
        assert_eq!(door.scanner.median_ahead(), Some(17), "{expected}");
    }
}

#[test]
fn codes_seen_with_a_clock_far_behind_count() {
    let mut door = Door::new();
    let long_ago = NOW - 3_600 - 301;
    for _ in 0..5 {
        let text = door.code(0);
        assert_eq!(door.check(&text, long_ago).code(), "clock_suspect");
    }
    assert_eq!(door.scanner.median_ahead(), Some(3_901));
}

#[test]
fn answers_to_a_challenge_count() {
    let mut door = Door::new();
    let challenge = Challenge::new(&[7; 12]).expect("12 bytes");
    door.scanner.show_challenge(challenge.clone(), at(NOW));
    for number in 1..=5 {
        let claims = door.new_claims();
        let text = door.phone.present_pass(&door.authority.phones.issue(&claims), at(NOW + 1_000), Some(&challenge));
        let expected: &[&str] = if number == 5 { &["admit", "clock_suspect"] } else { &["admit"] };
        assert_eq!(words(&door.check(&text, NOW)), expected);
    }
    assert_eq!(door.scanner.median_ahead(), Some(1_000));
}

#[test]
fn codes_that_nobody_vouches_for_do_not_count() {
    let mut door = Door::new();
    let good = door.new_claims();
    let (stranger, strangers_phone) = (Signer::new(101), HolderPair::ed25519(101));
    let pass = door.authority.phones.issue(&good);
    let forged = {
        // The right kid over another signature.
        let prepared = good.prepare(door.authority.phones.kid()).expect("claims");
        prepared.complete(&[1; 64])
    };
    let too_long = PassClaims { expires: at(NOW + 14 * SECONDS_PER_DAY), ..good.clone() };
    let paper = PassClaims { holder_key: None, ..good.clone() };
    let challenge = Challenge::new(&[7; 12]).expect("12 bytes");
    let codes = [
        ("specimen", door.phone.present_pass(&door.authority.training.issue(&good), at(NOW + 1_000), None)),
        ("bad_signature", door.phone.present_pass(&forged, at(NOW + 1_000), None)),
        ("unknown_key", door.phone.present_pass(&stranger.issue(&good), at(NOW + 1_000), None)),
        ("key_not_allowed", door.code_of(&too_long, 1_000)),
        ("holder_proof_invalid", strangers_phone.present_pass(&pass, at(NOW + 1_000), None)),
        ("holder_proof_stale", door.phone.present_pass(&pass, at(NOW + 1_000), Some(&challenge))),
        ("holder_proof_missing", pass_text(&pass)),
        ("admit", pass_text(&door.authority.paper.issue(&paper))),
    ];
    for (expected, text) in codes {
        for _ in 0..6 {
            assert_eq!(door.check(&text, NOW).code(), expected);
        }
        assert_eq!(door.scanner.median_ahead(), None, "{expected}");
    }
}
