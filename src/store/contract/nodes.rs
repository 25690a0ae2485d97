use haetae_core::CivilDate;

use super::{Backend, open, people};
use crate::store::Lease;

fn lease(holder: Option<&str>, epoch: u64) -> Lease {
    Lease { holder: holder.map(str::to_owned), epoch }
}

pub(crate) async fn no_node_holds_the_lease_at_first(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.lease().await.expect("read"), lease(None, 0));
}

pub(crate) async fn the_lease_passes_only_from_the_epoch_that_is_named(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    assert!(left.pass_lease(Some("left"), 0).await.expect("write"));
    assert_eq!(right.lease().await.expect("read"), lease(Some("left"), 1));
    for late in [0, 2, u64::MAX] {
        assert!(!right.pass_lease(Some("right"), late).await.expect("write"), "{late}");
    }
    assert_eq!(right.lease().await.expect("read"), lease(Some("left"), 1));
    // A renewal gets an epoch of its own; a node that gives the lease up does not reset the count.
    assert!(left.pass_lease(Some("left"), 1).await.expect("write"));
    assert!(!right.pass_lease(Some("right"), 1).await.expect("write"));
    assert!(left.pass_lease(None, 2).await.expect("write"));
    assert_eq!(right.lease().await.expect("read"), lease(None, 3));
    assert!(right.pass_lease(Some("right"), 3).await.expect("write"));
    assert_eq!(open(backend).await.lease().await.expect("read"), lease(Some("right"), 4));
}

pub(crate) async fn of_two_nodes_that_take_the_lease_at_once_one_has_it(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    let taken = tokio::join!(left.pass_lease(Some("left"), 0), right.pass_lease(Some("right"), 0));
    let holder = match (taken.0.expect("write"), taken.1.expect("write")) {
        (true, false) => "left",
        (false, true) => "right",
        both => panic!("{both:?}"),
    };
    assert_eq!(left.lease().await.expect("read"), lease(Some(holder), 1));
}

pub(crate) async fn nodes_store_the_heads_of_their_journals(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.journal_heads().await.expect("read"), []);
    for (node, document) in [("b", b"1"), ("a", b"2"), ("b", b"3")] {
        store.store_journal_head(node, document).await.expect("write");
    }
    let heads = open(backend).await.journal_heads().await.expect("read");
    assert_eq!(heads, [("a".to_owned(), b"2".to_vec()), ("b".to_owned(), b"3".to_vec())]);
}

pub(crate) async fn nodes_store_the_checkpoints_of_their_journals_once(backend: &impl Backend) {
    let store = open(backend).await;
    let day = |text: &str| CivilDate::parse(text).expect("a date");
    assert_eq!(store.journal_checkpoints(CivilDate::MIN).await.expect("read"), [b""; 0]);
    let made = [
        ("b", "2026-11-22", b"1"),
        ("b", "2026-11-23", b"2"),
        ("a", "2026-11-23", b"3"),
        ("a", "2026-11-22", b"4"),
        // Another one for the same day.
        ("a", "2026-11-23", b"5"),
    ];
    for (node, of, signed) in made {
        store.store_journal_checkpoint(node, day(of), signed).await.expect("write");
    }
    let store = open(backend).await;
    assert_eq!(store.journal_checkpoints(CivilDate::MIN).await.expect("read"), [b"4", b"1", b"3", b"2"]);
    assert_eq!(store.journal_checkpoints(day("2026-11-23")).await.expect("read"), [b"3", b"2"]);
    assert_eq!(store.journal_checkpoints(day("2026-11-24")).await.expect("read"), [b""; 0]);
}

pub(crate) async fn a_sound_store_has_no_damage(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("S", 100)).await.expect("import");
    assert_eq!(store.damage().await.expect("read"), [""; 0]);
}
