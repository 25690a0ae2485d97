//! One test for each warning, except those of the scanner's memory and clock.

use haetae_core::*;
use haetae_testkit::authority::{Authority, NOW, at};

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
        let text = door.phone.present_pass(&door.authority.phones.issue(&claims), at(now), None);
        assert_eq!(words(&door.check(&text, now)), expected);
    }
}

#[test]
fn status_missing_comes_without_a_list_of_the_day() {
    let mut door = Door::new();
    let mut trust = door.authority.bare_trust();
    assert_eq!(door.authority.offer(&mut trust, NOW - 3_600, &[], true), Outcome::Taken);
    door.trust = trust;
    let text = door.code(0);
    assert_eq!(words(&door.check(&text, NOW)), ["admit", "status_missing"]);
}

#[test]
fn a_list_that_could_be_had_is_waited_for_and_a_stale_manifest_only_warns() {
    let stale = NOW - 3_600 + SECONDS_PER_DAY;
    for (now, expected) in [(stale - 1, &["status_required"][..]), (stale, &["admit", "trust_stale", "status_missing"])]
    {
        let mut door = Door::new();
        let mut trust = door.authority.bare_trust();
        let list = door.authority.todays_status_list(NOW - 7_200, &[999]);
        assert_eq!(door.authority.publish(&mut trust, NOW - 3_600, &list, false), Outcome::Taken);
        door.trust = trust;
        let claims = PassClaims { expires: UnixTime::saturating_new(stale + 1), ..door.new_claims() };
        let text = door.phone.present_pass(&door.authority.phones.issue(&claims), at(now), None);
        assert_eq!(words(&door.check(&text, now)), expected);
    }
}

#[test]
fn status_old_comes_while_the_pinned_list_is_not_at_hand() {
    let mut door = Door::new();
    let newer = door.authority.todays_status_list(NOW - 100, &[999, 1]);
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
        let text = door.phone.present_pass(&door.authority.phones.issue(&claims), at(now), None);
        assert_eq!(words(&door.check(&text, now)), expected);
    }
}

#[test]
fn the_floor_is_the_issue_of_the_manifest_and_not_of_a_list_that_is_dated_ahead() {
    let authority = Authority::default();
    let mut trust = authority.trust();
    assert_eq!(trust.floor().seconds(), NOW - 3_600, "the manifest");
    let ahead = authority.todays_status_list(NOW + 10 * SECONDS_PER_DAY, &[999]);
    assert_eq!(authority.publish(&mut trust, NOW - 50, &ahead, true), Outcome::Taken);
    assert_eq!(trust.floor().seconds(), NOW - 50, "the next one");
}

#[test]
fn all_of_them_come_in_the_order_of_section_10() {
    let mut door = Door::new();
    let newer = door.authority.todays_status_list(NOW - 100, &[999, 1]);
    assert_eq!(door.authority.publish(&mut door.trust, NOW - 3_599, &newer, false), Outcome::Taken);
    door.show(5, 60);
    let now = NOW - 3_599 + SECONDS_PER_DAY;
    let claims = PassClaims { holder_key: None, expires: UnixTime::saturating_new(now + 1_000), ..door.new_claims() };
    let text = pass_text(&door.authority.paper.issue(&claims));
    assert_eq!(door.check(&text, now).code(), "admit");
    assert_eq!(
        words(&door.check(&text, now)),
        ["admit", "check_id", "seen_before", "trust_stale", "status_old", "clock_suspect"]
    );
}
