//! What a phone shows, asks for and deletes.

use haetae_core::*;

use haetae_testkit::Signer;
use haetae_testkit::authority::{Authority, NOW, at, claims};
use haetae_testkit::phone::HolderPair;

const DAY: u64 = SECONDS_PER_DAY;

/// The issuer's civil day so many days after that of now, in UTC.
fn day(ahead: i64) -> CivilDate {
    CivilDate::from_days(20_800 + ahead).expect("a day")
}

/// The text of a pass for that day of an issuer in UTC: from four hours before it until its end.
fn day_pass(key: &Signer, ahead: i64, index: u32) -> String {
    let midnight = u64::try_from((20_800 + ahead) * 86_400).expect("after 1970");
    let (not_before, expires) = (at(midnight - 4 * 3_600), at(midnight + DAY));
    pass_text(&key.issue(&PassClaims { not_before, expires, ..claims(&HolderPair::ed25519(50), index) }))
}

/// A wallet of passes by one key for so many days.
fn wallet_of(key: &Signer, days: core::ops::Range<i64>) -> Wallet {
    let mut wallet = Wallet::new(at(NOW + 5 * DAY));
    for ahead in days {
        wallet.add_pass(day(ahead), &day_pass(key, ahead, 3)).expect("a pass");
    }
    wallet
}

fn moment(wall: u64, monotonic: u64) -> Moment {
    let milliseconds = |seconds: u64| i64::try_from(seconds).expect("small") * 1_000;
    Moment { wall: milliseconds(wall), monotonic: milliseconds(monotonic) }
}

/// The time of a phone that has just learned the service's.
fn confirmed(now: u64) -> PhoneTime {
    let mut clock = PhoneClock::new(moment(now, 0), None);
    clock.learn(moment(now, 0).wall, moment(now, 0));
    clock.time(moment(now, 0))
}

/// The time of a phone whose clock was right, and then was set to `wall`.
fn set_to(wall: u64) -> PhoneTime {
    let mut clock = PhoneClock::new(moment(NOW, 0), None);
    clock.learn(moment(NOW, 0).wall, moment(NOW, 0));
    clock.time(moment(wall, 0))
}

#[test]
fn the_latest_pass_that_is_valid_is_shown_for_fifteen_seconds() {
    let wallet = wallet_of(&Authority::default().phones, 0..3);
    let midnight = NOW / DAY * DAY + DAY;
    for (now, shown) in [(NOW, 0), (midnight - 14_401, 0), (midnight - 14_400, 1), (midnight + 1, 1)] {
        let expected = ToShow { day: day(shown), made: at(now), next: at(now + 15) };
        assert_eq!(wallet.to_show(confirmed(now)), Ok(expected), "{now}");
    }
}

#[test]
fn where_no_pass_is_valid_the_wallet_says_why() {
    let key = Authority::default().phones;
    let mut empty = Wallet::new(at(0));
    assert_eq!(empty.to_show(confirmed(NOW)), Err(NothingToShow::NoPass));
    empty.add_key(day(0));
    assert_eq!(empty.to_show(confirmed(NOW)), Err(NothingToShow::NoPass));
    assert_eq!(wallet_of(&key, -3..0).to_show(confirmed(NOW)), Err(NothingToShow::Over));
    let from = at(20_802 * DAY - 14_400);
    assert_eq!(wallet_of(&key, 2..4).to_show(confirmed(NOW)), Err(NothingToShow::NotYet { from }));
}

#[test]
fn a_pass_that_scanners_refuse_is_shown_only_where_there_is_no_other() {
    let authority = Authority::default();
    let trust = authority.trust();
    let mut wallet = Wallet::new(at(NOW + 5 * DAY));
    let midnight = NOW / DAY * DAY + DAY;
    wallet.add_pass(day(0), &day_pass(&authority.phones, 0, 3)).expect("a pass");
    wallet.add_pass(day(1), &day_pass(&Signer::new(77), 1, 3)).expect("a pass");
    let shown = |wallet: &Wallet, now| wallet.to_show(confirmed(now)).map(|to_show| to_show.day);
    assert_eq!(shown(&wallet, midnight - 60), Ok(day(1)), "nobody has looked yet");
    let renewal = wallet.renew(&trust, at(NOW), 7);
    assert_eq!(renewal.standings, [Standing::Good, Standing::KeyGone]);
    assert_eq!(shown(&wallet, midnight - 60), Ok(day(0)));
    assert_eq!(wallet.covered_until(at(midnight - 60), false), Some(at(midnight)));
    assert_eq!(wallet.covered_until(at(midnight - 60), true), Some(at(midnight + DAY)));
    assert_eq!(shown(&wallet, midnight), Ok(day(1)), "there is no other");
    assert_eq!(wallet.covered_until(at(midnight), false), None);
}

#[test]
fn a_pass_is_shown_by_the_last_contact_only_where_none_is_valid_by_a_clock_that_was_moved() {
    let wallet = wallet_of(&Authority::default().phones, 0..1);
    let moved = set_to(NOW + 40 * DAY);
    assert_eq!(moved.trust, TimeTrust::Disturbed);
    let time = wallet.time_to_show(moved);
    assert_eq!((time.time(), time.trust, time.correction), (at(NOW), TimeTrust::Estimated, -40 * 86_400_000));
    assert_eq!(wallet.to_show(moved).map(|to_show| to_show.made), Ok(at(NOW)));
    // One is valid by the clock that was moved: the phone has slept.
    let slept = set_to(NOW + 600);
    assert_eq!(wallet.time_to_show(slept), slept);
    // Started again nothing tells a wrong clock from passes that are over.
    let kept = Contact { server: moment(NOW, 0).wall, behind: 0 };
    let again = PhoneClock::new(moment(NOW + 40 * DAY, 0), Some(kept)).time(moment(NOW + 40 * DAY, 0));
    assert_eq!(wallet.to_show(again), Err(NothingToShow::Over));
}

#[test]
fn what_no_phone_can_present_is_not_taken() {
    let authority = Authority::default();
    let mut wallet = Wallet::new(at(0));
    let phone = HolderPair::ed25519(50);
    let pass = authority.phones.issue(&claims(&phone, 3));
    let paper = authority.paper.issue(&PassClaims { holder_key: None, ..claims(&phone, 3) });
    assert_eq!(wallet.add_pass(day(0), "HT1:NO"), Err(Unclear::Malformed(Malformed::Base45)));
    assert_eq!(wallet.add_pass(day(0), &pass_text(&paper)), Err(Unclear::Malformed(Malformed::NoHolderKey)));
    assert_eq!(wallet.add_pass(day(0), &phone.present_pass(&pass, at(NOW), None)), Err(Unclear::UnknownFormat));
    assert_eq!(wallet.to_show(confirmed(NOW)), Err(NothingToShow::NoPass));
}

fn due(wallet: &Wallet, now: u64, asked: bool) -> Due {
    let today = CivilDate::from_days(i64::try_from(now / DAY).expect("small")).expect("a day");
    wallet.due(today, DAYS_KEPT, at(now), asked)
}

fn days(range: core::ops::Range<i64>) -> Vec<CivilDate> {
    range.map(day).collect()
}

#[test]
fn somebody_new_asks_for_two_weeks_at_once() {
    assert_eq!(due(&Wallet::new(at(NOW + DAY)), NOW, false), Due { days: days(0..14), urgent: true });
}

#[test]
fn nothing_is_asked_for_before_the_planned_time_and_then_only_what_is_missing() {
    let wallet = wallet_of(&Authority::default().phones, 0..14);
    assert_eq!(due(&wallet, NOW, false), Due { days: vec![], urgent: false });
    assert_eq!(due(&wallet, NOW + 5 * DAY, false), Due { days: days(14..19), urgent: false });
    // A phone that was away until its last pass was over does not wait.
    let mut away = wallet_of(&Authority::default().phones, 0..1);
    away.add_key(day(1));
    assert_eq!(due(&away, NOW + DAY, false), Due { days: days(1..15), urgent: true });
}

#[test]
fn refused_passes_are_replaced_at_the_time_that_the_look_named_or_when_their_owner_asks() {
    let authority = Authority::default();
    let mut wallet = wallet_of(&authority.phones, 1..14);
    wallet.add_pass(day(0), &day_pass(&Signer::new(77), 0, 3)).expect("a pass");
    let renewal = wallet.renew(&authority.trust(), at(NOW), 7);
    assert!(renewal.at < at(NOW + 900));
    assert_eq!(due(&wallet, renewal.at.seconds() - 1, false), Due { days: vec![], urgent: true });
    assert_eq!(due(&wallet, renewal.at.seconds(), false), Due { days: days(0..1), urgent: true });
    assert_eq!(due(&wallet, NOW, true), Due { days: days(0..1), urgent: true });
}

/// When a civil day ends in a zone so many minutes ahead of UTC.
fn end_of(day: CivilDate, minutes: i64) -> u64 {
    u64::try_from((i64::from(day.days()) + 1) * 86_400 - minutes * 60).expect("after 1970")
}

#[test]
fn a_key_without_a_pass_is_kept_as_long_as_it_is_its_day_anywhere_on_earth() {
    let mut wallet = Wallet::new(at(0));
    wallet.add_key(day(0));
    // Kiritimati, Auckland in summer, Seoul, Kathmandu, Greenwich, St. John's, New York, Honolulu, Baker Island.
    for zone in [840, 780, 540, 345, 0, -210, -300, -600, -720] {
        assert_eq!(wallet.discardable(&confirmed(end_of(day(0), zone) - 1)), [], "{zone} minutes ahead of UTC");
    }
    assert_eq!(wallet.discardable(&confirmed(end_of(day(0), -720))), [day(0)]);
}

#[test]
fn a_key_with_a_pass_is_kept_until_the_pass_is_over_in_whichever_zone_it_was_issued() {
    let (key, phone) = (Authority::default().phones, HolderPair::ed25519(50));
    for zone in [840, 540, 0, -300, -720] {
        let expires = end_of(day(0), zone);
        let claims = PassClaims { not_before: at(expires - 28 * 3_600), expires: at(expires), ..claims(&phone, 3) };
        let mut wallet = Wallet::new(at(0));
        wallet.add_pass(day(0), &pass_text(&key.issue(&claims))).expect("a pass");
        assert_eq!(wallet.discardable(&confirmed(expires - 1)), [], "{zone} minutes ahead of UTC");
        assert_eq!(wallet.discardable(&confirmed(expires)), [day(0)], "{zone} minutes ahead of UTC");
    }
}

#[test]
fn a_clock_that_somebody_has_set_ahead_deletes_nothing() {
    let mut wallet = wallet_of(&Authority::default().phones, -1..2);
    wallet.add_key(day(2));
    assert_eq!(wallet.discardable(&set_to(NOW + 400 * DAY)), [day(-1)]);
    // Neither does it after a restart: only the next contact tells.
    let kept = Contact { server: moment(NOW, 0).wall, behind: 0 };
    let again = PhoneClock::new(moment(NOW + 400 * DAY, 0), Some(kept)).time(moment(NOW + 400 * DAY, 0));
    assert_eq!(wallet.discardable(&again), [day(-1)]);
    assert_eq!(wallet.discardable(&confirmed(NOW + 400 * DAY)), days(-1..3));
    // A phone that was never in contact has nothing but its own clock.
    let alone = PhoneClock::new(moment(NOW + 400 * DAY, 0), None).time(moment(NOW + 400 * DAY, 0));
    assert_eq!(wallet.discardable(&alone), days(-1..3));
}

#[test]
fn the_pass_that_is_shown_is_never_one_that_may_be_deleted() {
    let wallet = wallet_of(&Authority::default().phones, -2..20);
    let mut shown = 0;
    for hours in 0..1_000 {
        // A clock that nobody has touched, one that was set ahead, and one that was set back.
        for time in [confirmed(NOW + hours * 3_600), set_to(NOW + hours * 3_600), set_to(NOW - hours * 3_600)] {
            if let Ok(ToShow { day, .. }) = wallet.to_show(time) {
                assert!(!wallet.discardable(&time).contains(&day), "{time:?}");
                shown += 1;
            }
        }
    }
    assert!(shown > 2_000, "{shown}");
}

/// How the paper pass of this key, from so many days before now until so many after, stands for a phone with this data.
fn paper_standing(trust: &TrustStore, key: &Signer, from: i64, until: i64, index: u32, now: u64) -> PaperStanding {
    let time = |days: i64| at(NOW.saturating_add_signed(days * 86_400));
    let of = claims(&HolderPair::ed25519(50), index);
    let claims = PassClaims { not_before: time(from), expires: time(until), holder_key: None, ..of };
    let verdict = Checker::new(trust).check(&pass_text(&key.issue(&claims)), at(now), &mut ScannerState::new());
    PaperStanding::of(&verdict, claims.expires, at(now))
}

#[test]
fn a_paper_pass_stands_as_a_door_would_judge_it() {
    let authority = Authority::default();
    let (trust, paper) = (authority.trust(), &authority.paper);
    let standing = |key, from, until, index| paper_standing(&trust, key, from, until, index, NOW);
    assert_eq!(standing(paper, 0, 7, 3), PaperStanding::Good);
    assert_eq!(standing(paper, 0, 7, 999), PaperStanding::Revoked);
    assert_eq!(standing(paper, -9, -1, 3), PaperStanding::Expired);
    assert_eq!(standing(paper, 1, 7, 3), PaperStanding::NotYet);
    assert_eq!(standing(paper, -1, 7, 3), PaperStanding::Unchecked, "there is no list of its day");
    assert_eq!(standing(&authority.phones, 0, 7, 3), PaperStanding::NotGenuine, "its key may not issue on paper");
    assert_eq!(standing(paper, -101, -90, 3), PaperStanding::Replaced);
    let mut withdrawn = authority.trust();
    assert_eq!(authority.withdraw(&mut withdrawn, NOW - 60, paper.public.kid(), at(NOW - 30)), Outcome::Taken);
    assert_eq!(paper_standing(&withdrawn, paper, 0, 7, 3, NOW), PaperStanding::Replaced);
}

#[test]
fn without_data_a_paper_pass_is_unchecked_and_over_by_its_dates_all_the_same() {
    let (authority, nothing) = (Authority::default(), Authority::default().bare_trust());
    assert_eq!(paper_standing(&nothing, &authority.paper, 0, 7, 3, NOW), PaperStanding::Unchecked);
    assert_eq!(paper_standing(&nothing, &authority.paper, 0, 7, 3, NOW + 7 * DAY), PaperStanding::Expired);
}
