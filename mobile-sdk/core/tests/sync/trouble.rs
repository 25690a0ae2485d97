use haetae_core::*;
use haetae_testkit::authority::{Authority, DAY, NOW, Office, at};

use crate::plans::{follow, idle_until};

#[test]
fn failures_double_the_wait_up_to_a_quarter_of_an_hour() {
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    let mut now = NOW;
    for expected in [10, 20, 40, 80, 160, 320, 640, 900, 900] {
        assert!(matches!(sync.next(at(now)), Plan::FetchManifest { .. }));
        sync.failed(Fetch::Manifest, at(now));
        let wait = idle_until(&sync, now) - now;
        assert!((expected * 3 / 4..=expected * 5 / 4 + 1).contains(&wait), "{wait}, not about {expected}");
        now += wait;
    }
    follow(&mut sync, &Office::new(NOW).publish(now), now);
    sync.failed(Fetch::Manifest, at(now));
    assert!(idle_until(&sync, now) <= now + 13, "a success forgets the failures");
}

#[test]
fn a_file_of_wrong_bytes_is_refused_and_tried_again_later() {
    let set = Office::new(NOW).publish(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    let _ = sync.manifest_arrived(&set.manifest, at(NOW));
    let list = set.hash("trust-list");
    let _ = sync.file_arrived(list, &set.files[&list], at(NOW));
    let today = set.hash("status/20800");
    for wrong in [&b""[..], &set.files[&today][1..], &[&set.files[&today][..], b"x"].concat(), &set.files[&list]] {
        assert_eq!(sync.file_arrived(today, wrong, at(NOW)), Some(Outcome::Malformed));
    }
    let asked = follow(&mut sync, &set, NOW);
    assert!(!asked.contains(&"status/20800".to_owned()), "the others do not wait for it: {asked:?}");
    assert_eq!(follow(&mut sync, &set, NOW + 110), ["status/20800"]);
}

#[test]
fn a_list_that_cannot_be_fetched_makes_the_scanner_begin_with_the_manifest_again() {
    let set = Office::new(NOW).publish(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    assert_eq!(sync.manifest_arrived(&set.manifest, at(NOW)), None);
    let list = set.hash("trust-list");
    assert_eq!(sync.file_arrived(list, b"garbage", at(NOW)), Some(Outcome::Malformed));
    assert!(idle_until(&sync, NOW) > NOW);
    assert!(matches!(sync.next(at(NOW + 13)), Plan::FetchManifest { .. }));
}

#[test]
fn a_manifest_by_a_stranger_or_of_the_past_changes_nothing_and_waits() {
    let mut office = Office::new(NOW);
    let old = office.publish(NOW);
    let new = office.publish(NOW + 100);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    follow(&mut sync, &new, NOW + 100);
    let before = sync.store().to_snapshot();
    let mut forged = new.manifest.clone();
    *forged.last_mut().expect("bytes") ^= 1;
    let endless = vec![0; MAX_MANIFEST_BYTES + 1];
    for (bytes, outcome) in
        [(&old.manifest, Outcome::Rollback), (&forged, Outcome::BadSignature), (&endless, Outcome::Malformed)]
    {
        assert_eq!(sync.manifest_arrived(bytes, at(NOW + 500)), Some(outcome));
        assert!(idle_until(&sync, NOW + 500) > NOW + 500);
    }
    assert_eq!(sync.store().to_snapshot(), before);
}

#[test]
fn files_that_nobody_asked_for_are_refused() {
    let set = Office::new(NOW).publish(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    let today = set.hash("status/20800");
    assert_eq!(sync.file_arrived(today, &set.files[&today], at(NOW)), Some(Outcome::Malformed));
    follow(&mut sync, &set, NOW);
    let before = sync.store().to_snapshot();
    assert_eq!(sync.file_arrived(today, &set.files[&today], at(NOW)), Some(Outcome::Malformed), "held already");
    assert_eq!(sync.store().to_snapshot(), before);
}

#[test]
fn a_thief_of_the_status_key_cannot_freeze_a_scanner_by_a_version_of_the_far_future() {
    let mut office = Office::new(NOW);
    let mut sync = TrustSync::new(Authority::default().roots(), 1);
    follow(&mut sync, &office.publish(NOW), NOW);
    let stolen = office.publish(NOW + 900 * DAY);
    follow(&mut sync, &stolen, NOW + 400);
    assert_eq!(sync.store().manifest(), Some(&stolen.says));
    assert_eq!(sync.manifest_arrived(&office.publish(NOW + 800).manifest, at(NOW + 800)), Some(Outcome::Rollback));
    office.replace_status_key(NOW + 900);
    let rescued = office.publish(NOW + 1_000);
    follow(&mut sync, &rescued, NOW + 4_000);
    assert_eq!(sync.store().manifest(), Some(&rescued.says));
    assert!(sync.store().floor() < at(NOW + 4_000));
}
