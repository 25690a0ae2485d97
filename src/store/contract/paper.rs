use super::{Backend, open, time};
use crate::store::PaperUse;

fn used(subject: u8, at: u64, expires: u64) -> PaperUse {
    PaperUse { id: [1; 32], subject: [subject; 32], pass: [subject + 1; 32], at: time(at), expires: time(expires) }
}

pub(crate) async fn the_first_use_of_an_assertion_for_paper_is_kept(backend: &impl Backend) {
    let (store, other) = (open(backend).await, open(backend).await);
    assert_eq!(store.paper_use(&[1; 32], time(100)).await.expect("read"), None);
    let first = used(1, 100, 400);
    assert_eq!(store.keep_paper_use(&first, time(100)).await.expect("write"), first);
    assert_eq!(other.paper_use(&[1; 32], time(400)).await.expect("read"), Some(first));
    assert_eq!(other.keep_paper_use(&used(5, 101, 300), time(101)).await.expect("write"), first);
    let longer = used(1, 100, 500);
    assert_eq!(other.keep_paper_use(&used(1, 200, 500), time(200)).await.expect("write"), longer);
    assert_eq!(store.paper_use(&[1; 32], time(500)).await.expect("read"), Some(longer));
    assert_eq!(store.paper_use(&[2; 32], time(100)).await.expect("read"), None);
}

pub(crate) async fn of_two_uses_at_once_one_is_kept(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    let (one, two) = (used(1, 100, 400), used(2, 100, 400));
    let kept = tokio::join!(left.keep_paper_use(&one, time(100)), right.keep_paper_use(&two, time(100)));
    let kept = (kept.0.expect("write"), kept.1.expect("write"));
    assert!(kept.0 == kept.1 && (kept.0 == one || kept.0 == two), "{kept:?}");
}

pub(crate) async fn a_use_ends_with_its_assertion(backend: &impl Backend) {
    let store = open(backend).await;
    store.keep_paper_use(&used(1, 100, 400), time(100)).await.expect("write");
    assert_eq!(store.paper_use(&[1; 32], time(401)).await.expect("read"), None);
    let next = used(2, 401, 700);
    assert_eq!(store.keep_paper_use(&next, time(401)).await.expect("write"), next);
    store.forget_paper_uses(time(700)).await.expect("write");
    assert_eq!(store.paper_use(&[1; 32], time(500)).await.expect("read"), Some(next));
    store.forget_paper_uses(time(701)).await.expect("write");
    assert_eq!(store.paper_use(&[1; 32], time(500)).await.expect("read"), None);
}
