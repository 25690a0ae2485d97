use tempfile::TempDir;

use super::*;
use crate::store::SqliteStore;

struct Nodes {
    _folder: TempDir,
    store: Arc<dyn Store>,
}

impl Nodes {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(&folder.path().join("db"), 20).await.expect("a store");
        Self { _folder: folder, store: Arc::new(store) }
    }

    fn node(&self, name: &str) -> Duty {
        Duty::new(name.to_owned(), Arc::clone(&self.store))
    }
}

async fn look(duty: &Duty) -> bool {
    duty.look(true).await.expect("the store");
    duty.is_held()
}

#[tokio::test]
async fn one_node_has_the_duty_and_keeps_it_while_it_lives() {
    let nodes = Nodes::new().await;
    let (first, second) = (nodes.node("first"), nodes.node("second"));
    assert!(!first.is_held() && first.holder().is_none());
    for _ in 0..20 {
        assert!(look(&first).await);
        assert!(!look(&second).await);
        assert_eq!(second.holder().as_deref(), Some("first"));
    }
}

#[tokio::test]
async fn a_silent_node_is_replaced_after_a_lease_and_not_before() {
    let nodes = Nodes::new().await;
    let (first, second) = (nodes.node("first"), nodes.node("second"));
    look(&first).await;
    // The first look sees the last sign of life; the lease runs from then on.
    for _ in 0..LOOKS_IN_A_LEASE {
        assert!(!look(&second).await);
    }
    assert!(look(&second).await);
    // It was only held up: it learns of it, and waits as long.
    assert!(first.is_held());
    for _ in 0..LOOKS_IN_A_LEASE {
        assert!(!look(&first).await);
    }
    assert_eq!(first.holder().as_deref(), Some("second"));
}

#[tokio::test]
async fn who_gives_up_is_replaced_at_once_and_who_comes_back_goes_on_at_once() {
    let nodes = Nodes::new().await;
    let (first, second) = (nodes.node("first"), nodes.node("second"));
    look(&first).await;
    assert!(look(&nodes.node("first")).await, "after a crash");
    look(&first).await;
    second.give_up().await.expect("the store");
    assert!(look(&first).await, "who does not have it gives up nothing");
    first.give_up().await.expect("the store");
    assert!(!first.is_held());
    assert!(look(&second).await);
}

#[tokio::test]
async fn a_node_for_which_publishing_does_not_work_lets_another_try_and_goes_on_while_there_is_none() {
    let nodes = Nodes::new().await;
    let (first, second) = (nodes.node("first"), nodes.node("second"));
    look(&first).await;
    for _ in 0..10 {
        first.look(false).await.expect("the store");
        assert!(first.is_held());
    }
    for _ in 0..=LOOKS_IN_A_LEASE {
        assert!(!second.is_held());
        first.look(false).await.expect("the store");
        look(&second).await;
    }
    assert!(second.is_held());
    first.look(false).await.expect("the store");
    assert!(!first.is_held());
}
