use std::sync::Arc;

use haetae_core::CivilDate;
use tokio::task::JoinSet;

use super::{Backend, date, open, people, subject, time};
use crate::model::{Serial, SubjectId};
use crate::store::{Decision, PhoneCount, PhoneRequest, Store};

const LIMIT: u32 = 2;

/// The key of the phone of this number.
fn key(phone: u8) -> [u8; 32] {
    [phone; 32]
}

/// Asks for a day's pass, with a sign-in that is fresh if it has a time.
async fn ask(store: &dyn Store, day: &str, phone: u8, fresh: Option<u64>) -> PhoneCount {
    let keys = vec![(date(day), key(phone))];
    store.count_phones(&request(keys, fresh)).await.expect("the store answers")
}

fn request(keys: Vec<(CivilDate, [u8; 32])>, fresh: Option<u64>) -> PhoneRequest {
    let (today, signed_in) = (date("2026-11-15"), time(fresh.unwrap_or(100)));
    PhoneRequest { serial: Serial(0), keys, today, limit: LIMIT, signed_in, is_fresh: fresh.is_some() }
}

pub(crate) async fn phones_above_the_limit_need_a_fresh_sign_in(backend: &impl Backend) {
    let (store, other) = (open(backend).await, open(backend).await);
    store.import(&people("S", 1)).await.expect("import");
    for phone in [1, 2, 1, 2] {
        assert_eq!(ask(&*store, "2026-11-16", phone, None).await, PhoneCount::Within, "{phone}");
    }
    assert_eq!(ask(&*other, "2026-11-16", 3, None).await, PhoneCount::SignInNeeded);
    assert_eq!(ask(&*other, "2026-11-16", 2, None).await, PhoneCount::Within, "it has them already");
    assert_eq!(ask(&*other, "2026-11-17", 3, None).await, PhoneCount::Within, "another day has its own count");
    assert_eq!(store.people_with_more_phones(LIMIT).await.expect("read"), 0);

    assert_eq!(ask(&*store, "2026-11-16", 3, Some(100)).await, PhoneCount::SignInNeeded, "used already");
    assert_eq!(ask(&*store, "2026-11-16", 3, Some(500)).await, PhoneCount::Within);
    assert_eq!(ask(&*other, "2026-11-16", 4, Some(500)).await, PhoneCount::SignInNeeded, "one sign-in, one phone");
    assert_eq!(ask(&*other, "2026-11-16", 3, None).await, PhoneCount::Within, "it keeps its passes");
    assert_eq!(ask(&*other, "2026-11-16", 4, Some(501)).await, PhoneCount::Within, "nobody is locked out");
    assert_eq!(open(backend).await.people_with_more_phones(LIMIT).await.expect("read"), 1);
}

pub(crate) async fn one_day_above_the_limit_refuses_the_request_and_counts_none_of_it(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("S", 1)).await.expect("import");
    for phone in [1, 2] {
        ask(&*store, "2026-11-16", phone, None).await;
    }
    let keys = vec![(date("2026-11-17"), key(3)), (date("2026-11-16"), key(4))];
    assert_eq!(store.count_phones(&request(keys, None)).await.expect("answers"), PhoneCount::SignInNeeded);
    for phone in [5, 6] {
        assert_eq!(ask(&*store, "2026-11-17", phone, None).await, PhoneCount::Within, "{phone}");
    }
}

pub(crate) async fn of_phones_that_ask_at_once_only_the_limit_is_within(backend: &impl Backend) {
    let (left, right) = (open(backend).await, open(backend).await);
    left.import(&people("S", 1)).await.expect("import");
    let asked = tokio::join!(
        ask(&*left, "2026-11-16", 1, None),
        ask(&*right, "2026-11-16", 2, None),
        ask(&*left, "2026-11-16", 3, None),
        ask(&*right, "2026-11-16", 4, None),
    );
    let asked = [asked.0, asked.1, asked.2, asked.3];
    assert_eq!(asked.iter().filter(|count| **count == PhoneCount::Within).count(), 2, "{asked:?}");
}

/// What is counted together is counted as one after the other.
pub(crate) async fn a_crowd_that_asks_at_once_is_counted_one_by_one(backend: &impl Backend) {
    const PEOPLE: u32 = 30;
    let store = open(backend).await;
    store.import(&people("S", PEOPLE as usize)).await.expect("import");
    let mut crowd = JoinSet::new();
    // No person has the last serial.
    for (serial, phone) in (0..=PEOPLE).flat_map(|serial| (1..=4).map(move |phone| (serial, phone))) {
        let store = Arc::clone(&store);
        crowd.spawn(async move {
            let keys = ["2026-11-16", "2026-11-17"].map(|day| (date(day), key(phone))).into();
            let asked = PhoneRequest { serial: Serial(serial), ..request(keys, None) };
            (serial, store.count_phones(&asked).await.expect("the store answers"))
        });
    }
    let mut counts = vec![Vec::new(); PEOPLE as usize + 1];
    for (serial, count) in crowd.join_all().await {
        counts[serial as usize].push(count);
    }
    let gone = counts.pop().expect("those of the last serial");
    assert!(gone.iter().all(|count| *count == PhoneCount::SerialGone), "{gone:?}");
    for (serial, counts) in counts.iter().enumerate() {
        let within = counts.iter().filter(|count| **count == PhoneCount::Within).count();
        let refused = counts.iter().filter(|count| **count == PhoneCount::SignInNeeded).count();
        assert_eq!((within, refused), (LIMIT as usize, 4 - LIMIT as usize), "{serial}: {counts:?}");
    }
    assert_eq!(store.people_with_more_phones(LIMIT - 1).await.expect("read"), u64::from(PEOPLE));
    assert_eq!(store.people_with_more_phones(LIMIT).await.expect("read"), 0);
}

pub(crate) async fn days_that_are_over_are_forgotten(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("S", 1)).await.expect("import");
    for (day, phone) in [("2026-11-16", 1), ("2026-11-16", 2), ("2026-11-17", 1), ("2026-11-17", 2)] {
        ask(&*store, day, phone, None).await;
    }
    store.forget_phones(date("2026-11-17")).await.expect("write");
    assert_eq!(ask(&*store, "2026-11-17", 1, None).await, PhoneCount::Within);
    assert_eq!(ask(&*store, "2026-11-17", 3, None).await, PhoneCount::SignInNeeded, "that day is not over");
    // The key of the day is gone: the same phone cannot be recognised.
    assert_eq!(ask(&*store, "2026-11-16", 1, None).await, PhoneCount::SignInNeeded);
    store.forget_phones(date("2026-11-18")).await.expect("write");
    assert_eq!(ask(&*store, "2026-11-17", 3, None).await, PhoneCount::Within);
}

pub(crate) async fn phones_follow_a_person_to_another_serial_and_go_when_it_is_erased(backend: &impl Backend) {
    let store = open(backend).await;
    store.import(&people("S", 1)).await.expect("import");
    let who: SubjectId = subject("S-0");
    for phone in [1, 2] {
        ask(&*store, "2026-11-16", phone, Some(100 + u64::from(phone))).await;
    }
    assert_eq!(ask(&*store, "2026-11-16", 3, Some(103)).await, PhoneCount::Within);
    store.revoke_all(std::slice::from_ref(&who), time(1), None).await.expect("write");
    store.reinstate_all(std::slice::from_ref(&who)).await.expect("write");
    assert_eq!(store.people_with_more_phones(LIMIT).await.expect("read"), 1);
    assert_eq!(ask(&*store, "2026-11-16", 1, Some(104)).await, PhoneCount::SerialGone, "it has another serial");
    let decision = Decision { at: time(2), by: "A. Kim".to_owned(), reason: super::reason("asked for") };
    assert!(store.erase(&who, &decision).await.expect("write"));
    assert_eq!(ask(&*store, "2026-11-17", 1, Some(105)).await, PhoneCount::SerialGone, "nobody has it");
    assert_eq!(store.people_with_more_phones(0).await.expect("read"), 0);
}
