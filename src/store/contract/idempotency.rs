use super::{Backend, open, time};
use crate::store::{KeptAnswer, KeyedRequest, Repetition, StoreError};

const LONG_AGO: u64 = 0;

fn request(id: u8, fingerprint: u8) -> KeyedRequest {
    KeyedRequest { id: [id; 32], fingerprint: [fingerprint; 32] }
}

fn answer(text: &str) -> KeptAnswer {
    KeptAnswer { status: 200, body: text.as_bytes().to_vec() }
}

pub(crate) async fn a_request_that_comes_again_has_the_same_answer(backend: &impl Backend) {
    let (store, other) = (open(backend).await, open(backend).await);
    let take_on = async |request| other.take_on(&request, time(101), time(LONG_AGO)).await.expect("take on");
    let first = request(1, 1);
    assert_eq!(store.take_on(&first, time(100), time(LONG_AGO)).await.expect("take on"), Repetition::First);
    assert_eq!(take_on(first).await, Repetition::InProgress);
    assert_eq!(take_on(request(1, 2)).await, Repetition::OtherRequest);
    store.keep_answer(&first, &answer("done")).await.expect("keep");
    assert_eq!(take_on(first).await, Repetition::Done(answer("done")));
    assert_eq!(take_on(request(1, 2)).await, Repetition::OtherRequest);
    assert_eq!(take_on(request(2, 1)).await, Repetition::First);
}

pub(crate) async fn of_two_requests_at_once_one_is_taken_on(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    let request = request(1, 1);
    let (one, two) = tokio::join!(
        left.take_on(&request, time(100), time(LONG_AGO)),
        right.take_on(&request, time(100), time(LONG_AGO))
    );
    let taken: Result<Vec<_>, StoreError> = [one, two].into_iter().collect();
    let mut taken = taken.expect("take on");
    taken.sort_by_key(|repetition| *repetition != Repetition::First);
    assert_eq!(taken, [Repetition::First, Repetition::InProgress]);
}

pub(crate) async fn a_request_without_an_answer_is_taken_on_again(backend: &impl Backend) {
    let store = open(backend).await;
    let given_back = request(1, 1);
    store.take_on(&given_back, time(100), time(LONG_AGO)).await.expect("take on");
    store.give_back(&given_back).await.expect("give back");
    assert_eq!(store.take_on(&request(1, 2), time(100), time(LONG_AGO)).await.expect("take on"), Repetition::First);

    let abandoned = request(3, 1);
    store.take_on(&abandoned, time(100), time(LONG_AGO)).await.expect("take on");
    assert_eq!(store.take_on(&abandoned, time(160), time(100)).await.expect("take on"), Repetition::InProgress);
    assert_eq!(store.take_on(&abandoned, time(161), time(101)).await.expect("take on"), Repetition::First);
    // It has begun anew.
    assert_eq!(store.take_on(&abandoned, time(162), time(101)).await.expect("take on"), Repetition::InProgress);
    store.keep_answer(&abandoned, &answer("done")).await.expect("keep");
    store.give_back(&abandoned).await.expect("give back");
    let later = store.take_on(&abandoned, time(900), time(800)).await.expect("take on");
    assert_eq!(later, Repetition::Done(answer("done")), "an answer stays");
}

pub(crate) async fn requests_that_are_over_are_forgotten(backend: &impl Backend) {
    let store = open(backend).await;
    let request = request(1, 1);
    store.take_on(&request, time(100), time(LONG_AGO)).await.expect("take on");
    store.keep_answer(&request, &answer("done")).await.expect("keep");
    store.forget_requests(time(100)).await.expect("forget");
    let kept = store.take_on(&request, time(101), time(LONG_AGO)).await.expect("take on");
    assert_eq!(kept, Repetition::Done(answer("done")));
    store.forget_requests(time(101)).await.expect("forget");
    assert_eq!(store.take_on(&request, time(102), time(LONG_AGO)).await.expect("take on"), Repetition::First);
}
