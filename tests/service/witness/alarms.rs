use std::collections::BTreeMap;

use haetae::journal::{HEAD_PREFIX, LOG_PREFIX, MonthLog};
use haetae::witness::AlarmKind;
use haetae_core::{SECONDS_PER_DAY, TrustStore};
use haetae_testkit::service::CITIZEN;

use super::{Shelf, World, changes_name, kinds, list_name};

#[tokio::test(flavor = "multi_thread")]
async fn two_manifests_of_one_version_are_a_fork_for_good() {
    let world = World::new().await;
    let (honest, old) = (world.shelf(), world.shelf());
    assert_eq!(world.look(&honest), []);
    let other = honest.signed_anew(0, |files| drop(files.remove(&list_name(&old))));
    assert_eq!(other.version(), honest.version());
    assert_eq!(kinds(&world.look(&other)), [AlarmKind::Fork]);
    assert_eq!(kinds(&world.look(&honest)), [AlarmKind::Fork], "it stays until somebody has looked into it");
    world.next_day().await;
    assert_eq!(kinds(&world.look(&world.shelf())), [AlarmKind::Fork]);
    assert_eq!(kinds(&world.look(&other)), [AlarmKind::Fork], "one of a version that has passed is one too");
    assert_eq!(world.witness("witness").acknowledge(world.now()).expect("written").len(), 1);
    assert_eq!(world.look(&world.shelf()), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_goes_back_is_an_alarm_until_a_newer_one_comes() {
    let world = World::new().await;
    let old = world.shelf();
    assert_eq!(world.look(&old), []);
    world.next_day().await;
    assert_eq!(world.look(&world.shelf()), []);
    assert_eq!(kinds(&world.look(&old)), [AlarmKind::WentBack]);
    assert_eq!(world.look(&world.shelf()), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bit_that_has_vanished_is_found_even_if_its_list_was_away_meanwhile() {
    let world = World::new().await;
    world.look(&world.shelf());
    world.revoke(CITIZEN).await;
    let revoked = world.shelf();
    let changes = changes_name(&revoked);
    let list = changes.replace("changes/", "status/");
    assert_eq!(world.look(&revoked), []);
    let without = revoked.signed_anew(10, |files| files.retain(|name, _| *name != list && *name != changes));
    assert_eq!(kinds(&world.look(&without)), [AlarmKind::MissingList]);
    let unrevoked = revoked.signed_anew(20, |files| drop(files.remove(&changes)));
    let found = world.look(&unrevoked);
    assert_eq!(kinds(&found), [AlarmKind::MissingList, AlarmKind::VanishedBit]);
    assert!(found[1].finding.starts_with("1 who were revoked"), "{found:?}");
    // A scanner that slept while the list was away would have taken it.
    let mut scanner = TrustStore::new(world.harness.ceremony.roots());
    for shelf in [&revoked, &without, &unrevoked] {
        let files: Vec<&[u8]> = shelf.files.values().map(Vec::as_slice).collect();
        assert_eq!(scanner.take_set(&shelf.manifest, &files).as_str(), "taken");
    }
    // What is kept is the list with the bit: it is found again in the next set.
    let again = unrevoked.signed_anew(30, |_| {});
    assert!(kinds(&world.look(&again)).contains(&AlarmKind::VanishedBit));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_whose_end_goes_back_or_has_two_ends_is_rewritten() {
    let world = World::new().await;
    let old = world.shelf();
    let head = old.name(HEAD_PREFIX);
    world.look(&old);
    world.next_day().await;
    let honest = world.shelf();
    assert_eq!(world.look(&honest), []);
    let back = honest.signed_anew(10, |files| drop(files.insert(head.clone(), old.files[&head].clone())));
    assert_eq!(kinds(&world.look(&back)), [AlarmKind::JournalRewritten]);
    let forked = honest.signed_anew(20, |files| {
        let text = String::from_utf8(honest.files[&head].clone()).expect("text");
        let hash = text.split('"').nth(3).expect("a hash").to_owned();
        drop(files.insert(head.clone(), text.replace(&hash, &"0".repeat(64)).into_bytes()));
    });
    assert_eq!(kinds(&world.look(&forked)), [AlarmKind::JournalRewritten, AlarmKind::Fork]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_does_not_begin_with_what_was_published_is_rewritten() {
    let world = World::new().await;
    world.next_day().await;
    world.next_day().await;
    let honest = world.shelf();
    let name = honest.name(LOG_PREFIX);
    let log = MonthLog::parse(&honest.files[&name]).expect("a log");
    assert_eq!(log.lines().len(), 3);
    assert_eq!(world.look(&honest), []);
    let mut shorter = MonthLog::default();
    shorter.add(log.lines()[0].signed.clone());
    let cut = honest.signed_anew(10, |files| drop(files.insert(name.clone(), shorter.bytes().to_vec())));
    assert_eq!(kinds(&world.look(&cut)), [AlarmKind::JournalRewritten]);
    let world = World::new().await;
    world.look(&honest);
    let gone = honest.signed_anew(20, |files| drop(files.remove(&name)));
    assert_eq!(kinds(&world.look(&gone)), [AlarmKind::JournalRewritten]);
    // The same line once more, and a checkpoint left out: both continue the bytes.
    let world = World::new().await;
    world.look(&honest.signed_anew(0, |files| drop(files.insert(name.clone(), shorter.bytes().to_vec()))));
    let mut skipping = shorter.clone();
    skipping.add(log.lines()[2].signed.clone());
    let skipped = honest.signed_anew(30, |files| drop(files.insert(name.clone(), skipping.bytes().to_vec())));
    assert_eq!(kinds(&world.look(&skipped)), [AlarmKind::JournalRewritten]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_makes_no_checkpoint_is_missed_until_it_makes_it() {
    let world = World::new().await;
    world.next_day().await;
    assert_eq!(world.look(&world.shelf()), []);
    for _ in 0..2 {
        world.harness.clock.advance(SECONDS_PER_DAY);
        assert!(world.harness.publish().await);
    }
    let found = world.look(&world.shelf());
    assert_eq!(kinds(&found), [AlarmKind::MissingDay]);
    assert!(found[0].finding.starts_with("2 days up to 2026-11-17 have no checkpoint"), "{found:?}");
    world.next_day().await;
    assert_eq!(world.look(&world.shelf()), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_and_forgeries_are_alarms_as_long_as_they_last() {
    let world = World::new().await;
    let honest = world.shelf();
    world.look(&honest);
    // What nobody has signed is no proof of anything, whatever it says.
    let mut unsigned = honest.signed_anew(0, |files| drop(files.remove(&list_name(&honest))));
    *unsigned.manifest.last_mut().expect("a byte") ^= 1;
    assert_eq!(kinds(&world.look(&unsigned)), [AlarmKind::Refused]);
    assert_eq!(world.look(&honest), []);
    let mut forged = honest.signed_anew(10, |_| {});
    *forged.manifest.last_mut().expect("a byte") ^= 1;
    let found = world.look(&forged);
    assert_eq!(kinds(&found), [AlarmKind::Refused]);
    assert!(found[0].finding.ends_with("bad_signature"), "{found:?}");
    assert_eq!(kinds(&world.look(&Shelf { manifest: b"<html>".to_vec(), ..Shelf::default() })), [AlarmKind::Refused]);
    assert_eq!(kinds(&world.look(&Shelf::default())), [AlarmKind::Unreachable]);
    let without_files = Shelf { manifest: honest.signed_anew(10, |_| {}).manifest, files: BTreeMap::new() };
    assert_eq!(world.look(&without_files), [], "all of them are kept already");
    assert_eq!(world.look(&honest.signed_anew(20, |_| {})), []);
    world.harness.clock.advance(2 * SECONDS_PER_DAY);
    assert_eq!(kinds(&world.look(&Shelf::default())), [AlarmKind::Unreachable, AlarmKind::Stale]);
    world.publish().await;
    world.harness.clock.advance(1);
    // The day before is not attested by this mirror's last set; a new one ends all alarms.
    assert_eq!(world.look(&world.shelf()), []);
}
