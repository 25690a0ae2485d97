use super::{Backend, open, people};
use crate::store::{DutyTurn, Store};

fn turn(holder: Option<&str>, beat: u64) -> DutyTurn {
    DutyTurn { holder: holder.map(str::to_owned), beat }
}

pub(crate) async fn the_duty_to_publish_is_nobodys_at_first(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.duty().await.expect("read"), turn(None, 0));
}

pub(crate) async fn the_duty_passes_only_from_the_turn_that_is_named(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    assert!(left.pass_duty(Some("left"), 0).await.expect("write"));
    assert_eq!(right.duty().await.expect("read"), turn(Some("left"), 1));
    for late in [0, 2, u64::MAX] {
        assert!(!right.pass_duty(Some("right"), late).await.expect("write"), "{late}");
    }
    assert_eq!(right.duty().await.expect("read"), turn(Some("left"), 1));
    // A sign of life is a turn of its own; who gives up leaves the count behind.
    assert!(left.pass_duty(Some("left"), 1).await.expect("write"));
    assert!(!right.pass_duty(Some("right"), 1).await.expect("write"));
    assert!(left.pass_duty(None, 2).await.expect("write"));
    assert_eq!(right.duty().await.expect("read"), turn(None, 3));
    assert!(right.pass_duty(Some("right"), 3).await.expect("write"));
    assert_eq!(open(backend).await.duty().await.expect("read"), turn(Some("right"), 4));
}

pub(crate) async fn of_two_nodes_that_take_the_duty_at_once_one_has_it(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    let taken = tokio::join!(left.pass_duty(Some("left"), 0), right.pass_duty(Some("right"), 0));
    let holder = match (taken.0.expect("write"), taken.1.expect("write")) {
        (true, false) => "left",
        (false, true) => "right",
        both => panic!("{both:?}"),
    };
    assert_eq!(left.duty().await.expect("read"), turn(Some(holder), 1));
}

pub(crate) async fn heads_of_journals_are_told_by_their_nodes(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.journal_heads().await.expect("read"), []);
    for (node, document) in [("b", b"1"), ("a", b"2"), ("b", b"3")] {
        store.tell_journal_head(node, document).await.expect("write");
    }
    let heads = open(backend).await.journal_heads().await.expect("read");
    assert_eq!(heads, [("a".to_owned(), b"2".to_vec()), ("b".to_owned(), b"3".to_vec())]);
}

pub(crate) async fn a_sound_store_has_no_damage(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("S", 100)).await.expect("import");
    assert_eq!(store.damage().await.expect("read"), [""; 0]);
}
