//! What a set costs: only files of days whose turn it is change, and only by what is new.

use haetae_core::{Outcome, StatusChanges, StatusDay, TrustStore};

use super::super::{BATCH_SECONDS, Gap, Known, MIN_BATCH};
use super::*;

/// The names of the files that differ from those of an earlier set.
fn changed(fixture: &Fixture, before: &[(String, [u8; 32])]) -> Vec<String> {
    let now = fixture.hashes();
    now.into_iter().filter(|file| !before.contains(file)).map(|(name, _)| name).collect()
}

fn today(fixture: &Fixture) -> u32 {
    fixture.clock.now().status_day().0
}

fn file(fixture: &Fixture, name: &str) -> Option<Vec<u8>> {
    let served = fixture.served();
    let pinned = served.contents.files().iter().find(|file| file.name == name)?;
    Some(served.file(&pinned.sha256).expect("a file").to_vec())
}

fn indices(fixture: &Fixture, day: u32) -> Option<usize> {
    let bytes = file(fixture, &format!("changes/{day}"))?;
    Some(StatusChanges::decode_unverified(&bytes).expect("changes").indices().len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_changes_two_small_files_and_a_restarted_node_goes_on_from_them() {
    let fixture = Fixture::new().await;
    fixture.add_people(200).await;
    fixture.revoke(0..100).await;
    fixture.refresh().await;
    let (before, day) = (fixture.hashes(), today(&fixture));
    let both = [format!("changes/{}", day - 1), format!("changes/{day}")];

    fixture.revoke([100]).await;
    assert!(fixture.refresh().await);
    assert_eq!(changed(&fixture, &before), both);
    assert_eq!((indices(&fixture, day), indices(&fixture, day - 1)), (Some(1), Some(1)));

    let fixture = fixture.restarted().await;
    assert!(!fixture.refresh().await, "nothing is new");
    fixture.revoke([101, 102]).await;
    assert!(fixture.refresh().await);
    assert_eq!(changed(&fixture, &before), both, "lists stay as they are");
    assert_eq!((indices(&fixture, day), indices(&fixture, day - 1)), (Some(3), Some(3)), "and the changes grow");
    assert!(both.iter().all(|name| file(&fixture, name).expect("a file").len() < 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_made_anew_when_its_changes_are_large_and_holds_all_of_them() {
    let fixture = Fixture::new().await;
    fixture.add_people(20_000).await;
    fixture.refresh().await;
    fixture.revoke(0..8_000).await;
    fixture.refresh().await;
    let (before, day) = (fixture.hashes(), today(&fixture));
    assert_eq!(indices(&fixture, day), Some(8_000));
    let mut scanner = TrustStore::new(fixture.node.publisher.signing().load().roots.clone());
    assert_eq!(scanner.take_bundle(&fixture.served().bundle), Outcome::Taken);

    fixture.revoke(8_000..20_000).await;
    fixture.refresh().await;
    let lists = [format!("status/{}", day - 1), format!("status/{day}")];
    assert_eq!(changed(&fixture, &before), lists);
    assert_eq!(indices(&fixture, day), None, "there are no changes beside a new list");
    assert_eq!(scanner.take_bundle(&fixture.served().bundle), Outcome::Taken, "no bit has vanished");
    let status = scanner.day_status(StatusDay(day)).expect("a list");
    let ciphers = &fixture.node.publisher.signing().load().ciphers;
    for number in [0, 7_999, 8_000, 19_999] {
        let record =
            fixture.node.store.record(&id(&format!("P-{number}"))).await.expect("the store").expect("a record");
        let index = ciphers.index(StatusDay(day), record.serial).expect("an index");
        assert_eq!(status.is_revoked(index), Some(true), "{number}");
    }
    // Tomorrow's list begins its day without changes.
    fixture.clock.set(StatusDay(day + 1).begins());
    fixture.refresh().await;
    assert!(changed(&fixture, &before).contains(&format!("status/{}", day + 2)));
    assert_eq!(indices(&fixture, day + 2), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_databases_memory_of_the_days_nothing_is_lost_or_written_twice() {
    let fixture = Fixture::new().await;
    fixture.add_people(20).await;
    fixture.revoke(0..10).await;
    fixture.refresh().await;
    let (before, day) = (fixture.hashes(), today(&fixture));
    let database = fixture.folder.path().join("data/haetae.sqlite");
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await.expect("a connection");
    sqlx::query("DELETE FROM published_day").execute(&mut connection).await.expect("SQL");

    let fixture = fixture.restarted().await;
    assert!(!fixture.refresh().await, "all of it is published");
    fixture.revoke([10]).await;
    assert!(fixture.refresh().await);
    assert_eq!(changed(&fixture, &before), [format!("changes/{}", day - 1), format!("changes/{day}")]);
    assert_eq!(indices(&fixture, day), Some(MIN_BATCH), "what is new looks like what is late");
}

#[tokio::test(flavor = "multi_thread")]
async fn decoys_are_no_people_for_a_database_that_is_compared_with_a_set() {
    let fixture = Fixture::new().await;
    fixture.revoke_and_pass_a_batch().await;
    let set = fixture.node.store.published().await.expect("the store").expect("a set");
    assert!(set.files.iter().any(|file| file.name.starts_with("changes/")));
    let known = Known::of(fixture.node.store.as_ref()).await.expect("the store");
    let mut gap = Gap::default();
    gap.add_set(&set, &known, &fixture.node.publisher.signing().load().ciphers).expect("a set");
    assert!(gap.is_empty(), "{gap}");

    // A revocation that only changes hold is missed too.
    let database = fixture.folder.path().join("data/haetae.sqlite");
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await.expect("a connection");
    sqlx::query("DELETE FROM revoked_serial").execute(&mut connection).await.expect("SQL");
    let known = Known::of(fixture.node.store.as_ref()).await.expect("the store");
    gap.add_set(&set, &known, &fixture.node.publisher.signing().load().ciphers).expect("a set");
    assert_eq!((gap.revoked.len(), gap.next_serial), (1, None), "{gap}");
}

impl Fixture {
    /// Publishes, and then a person's revocation at once and in a batch.
    async fn revoke_and_pass_a_batch(&self) {
        self.refresh().await;
        self.node.store.revoke(&id("SYN-1"), self.clock.now(), None).await.expect("the store");
        self.refresh().await;
        self.clock.advance(BATCH_SECONDS);
        assert!(self.refresh().await, "a batch is due");
    }
}
