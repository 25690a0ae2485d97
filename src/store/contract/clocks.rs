use super::{Backend, open, time};
use crate::store::{AcceptedClock, Doubt, Witness};

pub(crate) async fn nodes_see_what_the_clocks_of_the_others_show(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.witnesses().await.expect("read").nodes, []);
    store.believe_clock("b", time(100), time(0)).await.expect("write");
    store.believe_clock("a", time(90), time(0)).await.expect("write");
    store.believe_clock("b", time(110), time(0)).await.expect("write");
    let witness = |node: &str, at: u64| Witness { node: node.to_owned(), at: Some(time(at)), doubt: None };
    let other = open(backend).await;
    assert_eq!(other.witnesses().await.expect("read").nodes, [witness("a", 90), witness("b", 110)]);
    store.believe_clock("b", time(120), time(90)).await.expect("write");
    assert_eq!(other.witnesses().await.expect("read").nodes, [witness("a", 90), witness("b", 120)]);
    store.believe_clock("b", time(121), time(91)).await.expect("write");
    assert_eq!(other.witnesses().await.expect("read").nodes, [witness("b", 121)], "it is over");
    store.believe_clock("b", time(30), time(91)).await.expect("write");
    assert_eq!(other.witnesses().await.expect("read").nodes, [witness("b", 30)], "never the node's own");
}

pub(crate) async fn a_doubted_clock_keeps_the_time_at_which_it_was_believed(backend: &impl Backend) {
    let store = open(backend).await;
    let doubt = Doubt { shows: time(9_000), ahead: -600 };
    store.doubt_clock("a", doubt).await.expect("write");
    assert_eq!(
        store.witnesses().await.expect("read").nodes,
        [Witness { node: "a".to_owned(), at: None, doubt: Some(doubt) }]
    );
    store.believe_clock("a", time(100), time(0)).await.expect("write");
    store.doubt_clock("a", doubt).await.expect("write");
    let expected = Witness { node: "a".to_owned(), at: Some(time(100)), doubt: Some(doubt) };
    assert_eq!(store.witnesses().await.expect("read").nodes, [expected]);
    store.believe_clock("a", time(101), time(0)).await.expect("write");
    assert_eq!(store.witnesses().await.expect("read").nodes[0].doubt, None);
}

pub(crate) async fn acceptances_of_clocks_are_counted(backend: &impl Backend) {
    let store = open(backend).await;
    assert_eq!(store.accepted_clock().await.expect("read"), None);
    for (number, at) in [(1, 500), (2, 400)] {
        store.accept_clock(time(at)).await.expect("write");
        let expected = AcceptedClock { number, at: time(at) };
        assert_eq!(open(backend).await.accepted_clock().await.expect("read"), Some(expected));
    }
}

pub(crate) async fn only_a_server_brings_a_clock_of_its_own(backend: &impl Backend) {
    let store = open(backend).await;
    let shown = async || store.witnesses().await.expect("read").database;
    let before = shown().await;
    // What nodes write does not move it.
    store.believe_clock("a", time(90), time(0)).await.expect("write");
    let after = shown().await;
    assert_eq!((before.is_some(), after.is_some()), (backend.is_a_server(), backend.is_a_server()));
    // In October 2026 this was in the past. What it shows exactly, the tests of those who compare it ask.
    assert!(before <= after && before.is_none_or(|before| before > time(1_790_000_000)), "{before:?} {after:?}");
}
