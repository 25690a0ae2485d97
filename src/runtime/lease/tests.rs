use tempfile::TempDir;

use super::*;
use crate::store::SqliteStore;

struct Nodes {
    _folder: TempDir,
    store: Arc<SqliteStore>,
}

impl Nodes {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::create(&folder.path().join("db"), 20).await.expect("a store");
        Self { _folder: folder, store: Arc::new(store) }
    }

    fn node(&self, name: &str) -> LeaseKeeper {
        LeaseKeeper::new(name.to_owned(), Arc::clone(&self.store) as _)
    }
}

async fn poll(lease: &LeaseKeeper) -> bool {
    lease.poll(true).await.expect("the store");
    lease.is_held()
}

#[tokio::test]
async fn one_node_has_the_lease_and_keeps_it_while_it_lives() {
    let nodes = Nodes::new().await;
    let (first, second) = (nodes.node("first"), nodes.node("second"));
    assert!(!first.is_held() && first.holder().is_none());
    for _ in 0..20 {
        assert!(poll(&first).await);
        assert!(!poll(&second).await);
        assert_eq!(second.holder().as_deref(), Some("first"));
    }
}

#[tokio::test]
async fn a_silent_node_is_replaced_after_a_lease_and_not_before() {
    let nodes = Nodes::new().await;
    let (first, second) = (nodes.node("first"), nodes.node("second"));
    poll(&first).await;
    // The first poll sees the last renewal; the time of the lease runs from then on.
    for _ in 0..POLLS_IN_A_LEASE {
        assert!(!poll(&second).await);
    }
    assert!(poll(&second).await);
    // It was only delayed: it sees the new lease, and waits as long.
    assert!(first.is_held());
    for _ in 0..POLLS_IN_A_LEASE {
        assert!(!poll(&first).await);
    }
    assert_eq!(first.holder().as_deref(), Some("second"));
}

#[tokio::test]
async fn a_node_that_gives_up_is_replaced_at_once_and_one_that_comes_back_goes_on_at_once() {
    let nodes = Nodes::new().await;
    let (first, second) = (nodes.node("first"), nodes.node("second"));
    poll(&first).await;
    assert!(poll(&nodes.node("first")).await, "after a crash");
    poll(&first).await;
    second.give_up().await.expect("the store");
    assert!(poll(&first).await, "who does not have it gives up nothing");
    first.give_up().await.expect("the store");
    assert!(!first.is_held());
    assert!(poll(&second).await);
}

#[tokio::test]
async fn a_node_for_which_publishing_does_not_work_lets_another_try_and_goes_on_while_there_is_none() {
    let nodes = Nodes::new().await;
    let (first, second) = (nodes.node("first"), nodes.node("second"));
    poll(&first).await;
    for _ in 0..10 {
        first.poll(false).await.expect("the store");
        assert!(first.is_held());
    }
    for _ in 0..=POLLS_IN_A_LEASE {
        assert!(!second.is_held());
        first.poll(false).await.expect("the store");
        poll(&second).await;
    }
    assert!(second.is_held());
    first.poll(false).await.expect("the store");
    assert!(!first.is_held());
}

#[tokio::test]
async fn a_node_whose_store_fails_for_a_whole_lease_does_not_hold_it() {
    let nodes = Nodes::new().await;
    let first = nodes.node("first");
    assert!(poll(&first).await);
    nodes.store.close().await;
    for _ in 1..POLLS_IN_A_LEASE {
        first.poll(true).await.expect_err("a closed store");
        assert!(first.is_held());
    }
    first.poll(true).await.expect_err("a closed store");
    assert!(!first.is_held());
}
