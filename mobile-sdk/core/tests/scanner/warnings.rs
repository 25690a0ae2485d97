//! One test for each warning, except those of the scanner's memory and clock.

use haetae_core::*;

use crate::authority::{Authority, NOW};
use crate::door::{Door, words};

#[test]
fn a_good_live_code_has_no_warning() {
    let mut door = Door::new();
    let text = door.code(0);
    assert_eq!(words(&door.check(&text, NOW)), ["admit"]);
}

#[test]
fn check_id_comes_with_paper() {
    let mut door = Door::new();
    let claims = PassClaims { holder_key: None, ..door.new_claims() };
    let text = pass_text(&door.authority.paper.issue(&claims));
    assert_eq!(words(&door.check(&text, NOW)), ["admit", "check_id"]);
}

#[test]
fn trust_stale_comes_with_the_second_that_the_manifest_names() {
    let stale = NOW - 3_600 + SECONDS_PER_DAY;
    for (now, expected) in [(stale - 1, &["admit"][..]), (stale, &["admit", "trust_stale"])] {
        let mut door = Door::new();
        let claims = PassClaims { expires: UnixTime::saturating_new(stale + 1), ..door.new_claims() };
        let text = door.phone.present(&door.authority.phones.issue(&claims), now, None);
        assert_eq!(words(&door.check(&text, now)), expected);
    }
}

#[test]
fn status_missing_comes_without_a_list_of_the_day() {
    let mut door = Door::new();
    let mut trust = door.authority.bare_trust();
    assert_eq!(door.authority.publish_keys_alone(&mut trust, NOW - 3_600), Outcome::Taken);
    door.trust = trust;
    let text = door.code(0);
    assert_eq!(words(&door.check(&text, NOW)), ["admit", "status_missing"]);
}

#[test]
fn status_old_comes_while_the_pinned_list_is_not_at_hand() {
    let mut door = Door::new();
    let newer = door.authority.status_list(NOW - 100, &[999, 1]);
    assert_eq!(door.authority.publish(&mut door.trust, NOW - 50, &newer, false), Outcome::Taken);
    let text = door.code(0);
    assert_eq!(words(&door.check(&text, NOW)), ["admit", "status_old"], "index 1 is revoked in the newer list alone");

    assert_eq!(door.authority.publish(&mut door.trust, NOW - 50, &newer, true), Outcome::Taken);
    assert_eq!(words(&door.check(&text, NOW)), ["revoked"]);
    let text = door.code(0);
    assert_eq!(words(&door.check(&text, NOW)), ["admit"]);
}

#[test]
fn clock_suspect_comes_with_a_clock_before_the_floor() {
    let floor = NOW - 3_600;
    for (now, expected) in [(floor, &["admit"][..]), (floor - 1, &["admit", "clock_suspect"])] {
        let mut door = Door::new();
        let claims = door.new_claims();
        let text = door.phone.present(&door.authority.phones.issue(&claims), now, None);
        assert_eq!(words(&door.check(&text, now)), expected);
    }
}

#[test]
fn the_floor_is_the_latest_issue_of_anything_in_force() {
    let authority = Authority::new();
    let mut trust = authority.trust();
    assert_eq!(trust.floor().seconds(), NOW - 3_600, "the manifest");
    let newer = authority.status_list(NOW + 10, &[]);
    assert_eq!(authority.publish(&mut trust, NOW - 50, &newer, true), Outcome::Taken);
    assert_eq!(trust.floor().seconds(), NOW + 10, "a status list");
    assert_eq!(authority.publish_keys_alone(&mut trust, NOW - 40), Outcome::Taken);
    assert_eq!(trust.floor().seconds(), NOW - 40, "what is not in force any more does not count");
}

#[test]
fn all_of_them_come_in_the_order_of_section_10() {
    let mut door = Door::new();
    // Behind the floor and yet past the manifest's stale time: a list from the future.
    let late = NOW - 3_600 + SECONDS_PER_DAY + 100;
    let list = door.authority.status_list(late, &[]);
    let newer = door.authority.status_list(late + 200, &[1]);
    assert_eq!(door.authority.publish(&mut door.trust, NOW - 3_599, &list, true), Outcome::Taken);
    assert_eq!(door.authority.publish(&mut door.trust, NOW - 3_598, &newer, false), Outcome::Taken);
    let now = late - 1;
    let claims = PassClaims { holder_key: None, expires: UnixTime::saturating_new(late + 1_000), ..door.new_claims() };
    let text = pass_text(&door.authority.paper.issue(&claims));
    assert_eq!(door.check(&text, now).code(), "admit");
    assert_eq!(
        words(&door.check(&text, now)),
        ["admit", "check_id", "seen_before", "trust_stale", "status_old", "clock_suspect"]
    );
}
