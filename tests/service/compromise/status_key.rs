//! The key that signs manifests and status lists is stolen, and the thief makes scanners accept a manifest of the
//! highest possible version, so that they accept no other.

use haetae::clock::Clock as _;
use haetae::model::{PublishedSet, Reason, SubjectId, WithdrawnKey};
use haetae_core::{Kid, Manifest, Outcome, PinnedFile, StatusListClaims, TrustStore, UnixTime};
use haetae_testkit::service::ceremony::Ceremony;
use haetae_testkit::service::{CITIZEN, Harness};

const LAST_VERSION: u64 = (1 << 53) - 1;

fn files(set: &PublishedSet) -> Vec<&[u8]> {
    set.files.iter().map(|file| &*file.bytes).collect()
}

async fn published(harness: &Harness) -> PublishedSet {
    harness.node.store.published().await.expect("the store answers").expect("a set")
}

/// Offers what the service publishes.
async fn offer(harness: &Harness, scanner: &mut TrustStore) -> Outcome {
    let set = published(harness).await;
    scanner.take_set(&set.manifest, &files(&set))
}

/// The thief's manifest over the files of a set.
fn forged(set: &PublishedSet, now: UnixTime) -> Vec<u8> {
    let thief = Ceremony::stolen_status_key();
    let pinned = set.files.iter().map(|file| PinnedFile::new(file.name.as_str(), &file.bytes)).collect();
    let (stale, expires) = (now.saturating_add(86_400), now.saturating_add(28 * 86_400));
    let manifest = Manifest::new(LAST_VERSION, now, stale, expires, pinned, Vec::new()).expect("a manifest");
    thief.complete(&manifest.prepare(thief.kid()))
}

fn signers(set: &PublishedSet) -> Vec<Kid> {
    let lists = set.files.iter().filter(|file| file.name.starts_with("status/"));
    let kid = |bytes| StatusListClaims::decode_unverified_with_kid(bytes).expect("a list").0;
    let mut kids: Vec<Kid> = lists.map(|file| kid(&file.bytes)).collect();
    kids.dedup();
    kids
}

async fn revoke(harness: &Harness, subject: &str) {
    let id = SubjectId::new(subject).expect("an id");
    harness.node.store.revoke(&id, harness.clock.now(), None).await.expect("the store answers");
    harness.clock.advance(10);
    assert!(harness.publish().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn scanners_come_back_from_the_last_version_with_a_list_without_the_key() {
    let harness = Harness::with_spares(0, &[]).await;
    let roots = harness.ceremony.roots();
    let (mut fooled, mut honest) = (TrustStore::new(roots.clone()), TrustStore::new(roots));
    for scanner in [&mut fooled, &mut honest] {
        assert_eq!(offer(&harness, scanner).await, Outcome::Taken);
    }
    let set = published(&harness).await;
    assert_eq!(fooled.take_set(&forged(&set, harness.clock.now()), &files(&set)), Outcome::Taken);

    // The key is withdrawn and its spare loaded. Those who were not fooled go on getting everything.
    let stolen = Ceremony::stolen_status_key().kid();
    let entered = harness.clock.now();
    let key =
        WithdrawnKey { kid: stolen, refused_from: entered, reason: Reason::new("a drill").expect("a reason"), entered };
    harness.node.store.withdraw_key(&key).await.expect("the store answers");
    let spares = harness.ceremony.holding_spares();
    harness.sign_with(&spares);
    revoke(&harness, CITIZEN).await;
    let signing = harness.node.publisher.signing().load();
    assert_ne!(signing.keys.status_key_at(harness.clock.now()), Some(stolen), "the spare signs");
    assert_eq!(offer(&harness, &mut honest).await, Outcome::Taken);
    assert_eq!(offer(&harness, &mut fooled).await, Outcome::Rollback, "that is what the theft means");
    assert_eq!(published(&harness).await.manifest, harness.node.publisher.served().expect("a set").manifest);

    // The custodians have signed.
    harness.sign_with(&spares.without(stolen, harness.clock.now()));
    harness.clock.advance(10);
    assert!(harness.publish().await);
    for scanner in [&mut fooled, &mut honest] {
        assert_eq!(offer(&harness, scanner).await, Outcome::Taken);
        assert!(scanner.manifest().is_some_and(|manifest| manifest.version < LAST_VERSION));
        assert_eq!(scanner.files().filter(|(name, _, _)| name.starts_with("status/")).count(), 14 + 1 + 28);
    }
    let set = published(&harness).await;
    assert_eq!(signers(&set).len(), 1);
    assert!(!signers(&set).contains(&stolen), "every list was signed again");
    assert_eq!(honest.take_set(&forged(&set, harness.clock.now()), &files(&set)), Outcome::UnknownKey);
}
