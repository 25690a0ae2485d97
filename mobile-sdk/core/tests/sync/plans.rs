use haetae_core::*;
use haetae_testkit::authority::{Authority, DAY, NOW, Office, Set, at};

/// Does what the plan says from `set` until it says to wait; tells the names of the files that were asked for.
pub(crate) fn follow(sync: &mut TrustSync, set: &Set, now: u64) -> Vec<String> {
    let mut asked = Vec::new();
    for _ in 0..50 {
        match sync.next(at(now)) {
            Plan::Idle { .. } => return asked,
            Plan::FetchManifest { .. } => {
                let _ = sync.manifest_arrived(&set.manifest, at(now));
            }
            Plan::FetchFile { sha256, size } => {
                let bytes = &set.files[&sha256];
                assert_eq!(bytes.len() as u64, size);
                asked.push(set.says.files().iter().find(|file| file.sha256 == sha256).expect("pinned").name.clone());
                let _ = sync.file_arrived(sha256, bytes, at(now));
            }
        }
    }
    panic!("never idle: {asked:?}");
}

pub(crate) fn idle_until(sync: &TrustSync, now: u64) -> u64 {
    match sync.next(at(now)) {
        Plan::Idle { until } => until.seconds(),
        plan => panic!("{plan:?}"),
    }
}

#[test]
fn a_newcomer_asks_for_the_list_and_the_days_that_matter_today_first() {
    let set = Office::new(NOW).publish(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    let settings = SyncSettings { days_back: 1, days_ahead: 0, days_in_reserve: 0, ..SyncSettings::default() };
    sync = sync.with_settings(settings);
    assert_eq!(follow(&mut sync, &set, NOW), ["trust-list", "status/20800", "status/20799"]);
    assert!(!sync.store().is_stale(at(NOW)));
    assert!((NOW + 225..=NOW + 375).contains(&idle_until(&sync, NOW)));
    assert_eq!(follow(&mut sync, &set, NOW + 375), [""; 0], "unchanged");
}

#[test]
fn only_what_has_changed_is_asked_for() {
    let mut office = Office::new(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    follow(&mut sync, &office.publish(NOW), NOW);
    assert_eq!(follow(&mut sync, &office.publish(NOW + 400), NOW + 400), [""; 0]);
    office.revoked.insert(5);
    let asked = follow(&mut sync, &office.publish(NOW + 800), NOW + 800);
    assert_eq!(asked, ["status/20800", "status/20799", "status/20801", "status/20798"]);
}

#[test]
fn the_days_of_paper_passes_are_asked_for_when_a_pass_of_them_is_seen_and_for_a_day_after() {
    let mut office = Office::new(NOW);
    let settings = SyncSettings { days_back: 1, days_ahead: 0, days_in_reserve: 0, ..SyncSettings::default() };
    let mut sync = TrustSync::new(Authority::default().roots(), 1).with_settings(settings);
    assert_eq!(follow(&mut sync, &office.publish(NOW), NOW), ["trust-list", "status/20800", "status/20799"]);
    for day in [20_799, 20_800, 20_801, 20_785, 0, u32::MAX] {
        sync.status_day_seen(StatusDay(day), at(NOW));
        assert!(matches!(sync.next(at(NOW)), Plan::Idle { .. }), "{day} is fetched anyway, or never");
    }
    sync.status_day_seen(StatusDay(20_798), at(NOW));
    sync.status_day_seen(StatusDay(20_798), at(NOW));
    assert_eq!(follow(&mut sync, &office.publish(NOW), NOW), ["status/20798"], "at once, and once");
    office.revoked.insert(5);
    let later = NOW + 800;
    let days = ["status/20800", "status/20799", "status/20798"];
    assert_eq!(follow(&mut sync, &office.publish(later), later), days, "it is kept up to date");
    office.revoked.insert(6);
    let tomorrow = NOW + DAY;
    let asked = follow(&mut sync, &office.publish(tomorrow), tomorrow);
    assert_eq!(asked, ["status/20801", "status/20800"], "no longer");
}

#[test]
fn changes_are_asked_for_after_their_list_and_a_list_that_is_here_is_not_asked_for_again() {
    let mut office = Office::new(NOW);
    let settings = SyncSettings { days_back: 1, days_ahead: 0, days_in_reserve: 1, ..SyncSettings::default() };
    let mut sync = TrustSync::new(Authority::default().roots(), 1).with_settings(settings);
    let asked = follow(&mut sync, &office.publish_changes(NOW, &[3, 9]), NOW);
    let days = ["status/20800", "changes/20800", "status/20799", "status/20801", "changes/20799"];
    assert_eq!(asked, [&["trust-list"][..], &days].concat(), "in reserve is the list alone");
    let revoked = |sync: &TrustSync, index| {
        sync.store().day_status(StatusDay(20_800)).and_then(|status| status.is_revoked(index))
    };
    assert_eq!((revoked(&sync, 9), revoked(&sync, 10)), (Some(true), Some(false)));
    let asked = follow(&mut sync, &office.publish_changes(NOW + 400, &[3, 9, 10]), NOW + 400);
    assert_eq!(asked, ["changes/20800", "changes/20799"]);
    assert_eq!((revoked(&sync, 9), revoked(&sync, 10)), (Some(true), Some(true)));
}

#[test]
fn the_lists_of_later_days_are_fetched_once_and_again_when_their_days_are_near() {
    let mut office = Office::new(NOW);
    let settings = SyncSettings { days_back: 0, days_ahead: 1, days_in_reserve: 3, ..SyncSettings::default() };
    let mut sync = TrustSync::new(Authority::default().roots(), 1).with_settings(settings);
    let first = follow(&mut sync, &office.publish(NOW), NOW);
    assert_eq!(first, ["trust-list", "status/20800", "status/20801", "status/20802", "status/20803"]);
    office.revoked.insert(5);
    assert_eq!(follow(&mut sync, &office.publish(NOW + 400), NOW + 400), ["status/20800", "status/20801"]);
    let tomorrow = NOW + DAY;
    let asked = follow(&mut sync, &office.publish(tomorrow), tomorrow);
    assert_eq!(asked, ["status/20802", "status/20804"], "the one is near now, the other is new in reserve");
}

#[test]
fn a_manifest_counts_before_its_status_lists_are_here() {
    let mut office = Office::new(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    follow(&mut sync, &office.publish(NOW), NOW);
    office.revoked.insert(5);
    let set = office.publish(NOW + 400);
    assert_eq!(sync.manifest_arrived(&set.manifest, at(NOW + 400)), Some(Outcome::Taken));
    assert_eq!(sync.store().manifest(), Some(&set.says));
}

#[test]
fn who_slept_through_rotations_asks_for_the_links_and_wakes_up_after_a_restart() {
    let mut office = Office::new(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    follow(&mut sync, &office.publish(NOW), NOW);
    for month in 1..=12 {
        office.rotate_root(NOW + month * 30 * DAY);
    }
    office.replace_paper_key(NOW + 370 * DAY);
    let now = NOW + 380 * DAY;
    let set = office.publish(now);
    let asked = follow(&mut sync, &set, now);
    let links: Vec<String> = (2..=13).map(|version| format!("trust-list/{version}")).collect();
    assert_eq!((asked[0].as_str(), &asked[1..13]), ("trust-list", &links[..]));
    assert_eq!(sync.store().trust_list().map(|list| list.version), Some(14));
    let snapshot = sync.store().to_snapshot();
    let restored = TrustStore::from_snapshot(Authority::default().roots(), &snapshot).expect("a snapshot");
    assert_eq!((restored.dropped, restored.store.roots()), (0, sync.store().roots()));
    assert_eq!(restored.store.to_snapshot(), snapshot);
}

#[test]
fn an_unknown_key_brings_the_next_manifest_forward_every_thirty_seconds_at_most() {
    let set = Office::new(NOW).publish(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    follow(&mut sync, &set, NOW);
    sync.unknown_kid_seen();
    assert_eq!(idle_until(&sync, NOW), NOW + 30);
    assert!(matches!(sync.next(at(NOW + 30)), Plan::FetchManifest { .. }));
    assert_eq!(follow(&mut sync, &set, NOW + 30), [""; 0]);
    assert!(idle_until(&sync, NOW + 31) > NOW + 200, "once for each time that one is seen");
    sync.unknown_kid_seen();
    assert_eq!(idle_until(&sync, NOW + 31), NOW + 60);
}

#[test]
fn a_clock_that_was_set_back_does_not_stop_the_updates() {
    let mut office = Office::new(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    follow(&mut sync, &office.publish(NOW), NOW);
    let year_ago = NOW - 365 * DAY;
    assert!(matches!(sync.next(at(year_ago)), Plan::FetchManifest { .. }));
    office.revoked.insert(5);
    assert_eq!(follow(&mut sync, &office.publish(NOW + 60), year_ago)[0], "status/20800", "today by what is in force");
    assert!(idle_until(&sync, year_ago) < year_ago + 400);
}

#[test]
fn the_same_seed_gives_the_same_times_and_others_differ() {
    let set = Office::new(NOW).publish(NOW);
    let until = |seed| {
        let mut sync = TrustSync::new(Authority::default().roots(), seed);
        follow(&mut sync, &set, NOW);
        idle_until(&sync, NOW)
    };
    assert_eq!(until(7), until(7));
    assert!((0..20).map(until).collect::<std::collections::BTreeSet<u64>>().len() > 10);
}
