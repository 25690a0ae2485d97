use haetae_core::CivilDate;

use super::{Backend, date, open, people, time};
use crate::model::Serial;
use crate::store::{NodePace, PhoneRequest, StoredRoom};

fn pace(at: u64, answered: u64, is_pressed: bool) -> NodePace {
    NodePace { at: time(at), answered, is_pressed }
}

pub(crate) async fn the_waiting_room_changes_only_from_the_version_that_is_named(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    assert_eq!(left.queue_room().await.expect("read"), None);
    assert!(!left.put_queue_room(b"none", 1).await.expect("write"), "there is none to replace");
    assert!(left.put_queue_room(b"one", 0).await.expect("write"));
    assert!(!right.put_queue_room(b"other", 0).await.expect("write"));
    assert!(right.put_queue_room(b"two", 1).await.expect("write"));
    assert!(!left.put_queue_room(b"late", 1).await.expect("write"));
    let stored = StoredRoom { version: 2, document: b"two".to_vec() };
    assert_eq!(left.queue_room().await.expect("read"), Some(stored.clone()));
    assert_eq!(open(backend).await.queue_room().await.expect("read"), Some(stored));
}

pub(crate) async fn of_two_changes_of_the_waiting_room_at_once_one_is_stored(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    let put = tokio::join!(left.put_queue_room(b"left", 0), right.put_queue_room(b"right", 0));
    let expected: &[u8] = match (put.0.expect("write"), put.1.expect("write")) {
        (true, false) => b"left",
        (false, true) => b"right",
        both => panic!("{both:?}"),
    };
    assert_eq!(left.queue_room().await.expect("read").expect("a room").document, expected);
}

pub(crate) async fn those_who_come_to_a_waiting_room_are_added_up(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    let (one, two) = ([(time(10), 3), (time(11), 4)], [(time(11), 5), (time(12), 1)]);
    let counted = tokio::join!(
        left.count_queue(7, &one, "a", pace(12, 9, false)),
        right.count_queue(7, &two, "b", pace(12, 1, true))
    );
    counted.0.expect("write");
    counted.1.expect("write");
    left.count_queue(8, &[(time(11), 100)], "a", pace(13, 20, false)).await.expect("write");
    left.count_queue(7, &[], "a", pace(14, 30, false)).await.expect("write");
    let all = [(time(10), 3), (time(11), 9), (time(12), 1)];
    assert_eq!(right.queue_arrivals(7, time(0)).await.expect("read"), all);
    assert_eq!(right.queue_arrivals(7, time(11)).await.expect("read"), all[1..]);
    assert_eq!(right.queue_paces(time(12)).await.expect("read"), [pace(14, 30, false), pace(12, 1, true)]);
    assert_eq!(right.queue_paces(time(13)).await.expect("read"), [pace(14, 30, false)]);
}

pub(crate) async fn other_waiting_rooms_and_past_seconds_are_forgotten(backend: &impl Backend) {
    let store = open(backend).await;
    store.count_queue(7, &[(time(10), 3)], "a", pace(10, 9, false)).await.expect("write");
    store.count_queue(8, &[(time(10), 1), (time(20), 2)], "b", pace(20, 9, false)).await.expect("write");
    store.forget_queue(8, time(15)).await.expect("write");
    assert!(store.queue_arrivals(7, time(0)).await.expect("read").is_empty());
    assert_eq!(store.queue_arrivals(8, time(0)).await.expect("read"), [(time(20), 2)]);
    assert_eq!(store.queue_paces(time(0)).await.expect("read"), [pace(20, 9, false)]);
}

pub(crate) async fn who_has_passes_is_known_by_their_last_day(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("p", 2)).await.expect("import");
    let (today, day) = (date("2026-11-22"), date("2026-11-24"));
    let request = PhoneRequest {
        serial: Serial(0),
        keys: vec![(day, [1; 32])],
        today,
        limit: 3,
        signed_in: time(1),
        is_fresh: false,
    };
    store.count_phones(&request).await.expect("write");
    let after = |days| CivilDate::checked_add_days(day, days).expect("a day");
    for (serial, from, has) in [(0, today, true), (0, day, true), (0, after(1), false), (1, today, false)] {
        assert_eq!(store.has_passes(Serial(serial), from).await.expect("read"), has, "{serial} {from}");
    }
}
