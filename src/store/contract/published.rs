use haetae_core::StatusDay;
use sha2::{Digest as _, Sha256};

use super::{Backend, open};
use crate::model::{PublishedFile, PublishedSet};
use crate::store::Publication;

fn file(name: &str, bytes: &[u8]) -> PublishedFile {
    PublishedFile { name: name.to_owned(), sha256: Sha256::digest(bytes).into(), bytes: bytes.to_vec() }
}

fn set(version: u64, files: &[(&str, &[u8])]) -> PublishedSet {
    PublishedSet {
        version,
        manifest: format!("manifest {version}").into_bytes(),
        files: files.iter().map(|(name, bytes)| file(name, bytes)).collect(),
        revocations: [(StatusDay(20_779), version.min(7)), (StatusDay(20_780), 1)].into(),
    }
}

pub(crate) async fn nothing_is_published_at_first(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.published().await.expect("read"), None);
    assert_eq!(store.publish(&set(2, &[]), Some(1)).await.expect("publish"), Publication::Overtaken);
    assert_eq!(store.published().await.expect("read"), None);
}

pub(crate) async fn a_set_replaces_the_one_it_names(backend: &impl Backend) {
    let store = open(backend).await;
    let large = vec![0x5a; 3_000_000];
    let first = set(1, &[("status/20779", &large), ("status/20780", b"old"), ("trust-list", b"keys")]);
    assert_eq!(store.publish(&first, None).await.expect("publish"), Publication::Done);
    assert_eq!(store.published().await.expect("read"), Some(first));
    // One file stays, one changes, one goes, one comes. Versions may be as large as the format allows.
    let second = set(u64::MAX, &[("status/20780", b"new"), ("status/20781", b""), ("trust-list", b"keys")]);
    assert_eq!(store.publish(&second, Some(1)).await.expect("publish"), Publication::Done);
    assert_eq!(store.published().await.expect("read"), Some(second.clone()));
    assert_eq!(open(backend).await.published().await.expect("read"), Some(second));
    // So does what is known of the days.
    let third = PublishedSet { revocations: [(StatusDay(20_780), 2)].into(), ..set(3, &[]) };
    assert_eq!(store.publish(&third, Some(u64::MAX)).await.expect("publish"), Publication::Done);
    assert_eq!(store.published().await.expect("read"), Some(third));
}

pub(crate) async fn an_overtaken_set_changes_nothing(backend: &impl Backend) {
    let store = open(backend).await;
    let first = set(1, &[("trust-list", b"keys")]);
    store.publish(&first, None).await.expect("publish");
    for replaces in [None, Some(0), Some(2)] {
        let late = set(2, &[("trust-list", b"other keys")]);
        assert_eq!(store.publish(&late, replaces).await.expect("publish"), Publication::Overtaken);
        assert_eq!(store.published().await.expect("read").as_ref(), Some(&first));
    }
}

pub(crate) async fn the_version_alone_is_that_of_the_set(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.changes().await.expect("read").published, None);
    let mut replaces = None;
    for version in [1, u64::MAX] {
        store.publish(&set(version, &[]), replaces).await.expect("publish");
        assert_eq!(open(backend).await.changes().await.expect("read").published, Some(version));
        replaces = Some(version);
    }
}

pub(crate) async fn of_two_publishers_at_once_one_is_overtaken(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    left.publish(&set(1, &[]), None).await.expect("publish");
    let (of_left, of_right) = (set(2, &[("a", b"left")]), set(2, &[("b", b"right")]));
    let outcomes = tokio::join!(left.publish(&of_left, Some(1)), right.publish(&of_right, Some(1)));
    let winner = match (outcomes.0.expect("publish"), outcomes.1.expect("publish")) {
        (Publication::Done, Publication::Overtaken) => of_left,
        (Publication::Overtaken, Publication::Done) => of_right,
        both => panic!("{both:?}"),
    };
    assert_eq!(right.published().await.expect("read"), Some(winner));
}
