//! One sign-in is good for a few phones, and another one for one more. Nobody is locked out.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::config::LimitsSection;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, post};
use haetae_testkit::service::process::{DataFolder, send};
use haetae_testkit::service::{CITIZEN, Harness, NEIGHBOUR, NEWCOMER, NOW, ask, day};
use serde_json::{Value, json};

use crate::partner_limits::limited;

const PHONES: u8 = 40;
const DAYS: i64 = 3;

fn limits() -> LimitsSection {
    LimitsSection { phones_per_day: 3, ..LimitsSection::unlimited() }
}

/// The key of a phone for a day so many days ahead.
fn key(phone: u8, ahead: i64) -> HolderPair {
    HolderPair::ed25519(phone * 4 + u8::try_from(ahead).expect("a few days"))
}

/// Asks for a phone's passes of these days, of somebody who has signed in at `signed_in`.
fn request(harness: &Harness, subject: &str, phone: u8, days: &[i64], signed_in: u64) -> Request<Body> {
    let pairs: Vec<_> = days.iter().map(|ahead| (*ahead, key(phone, *ahead))).collect();
    let public: Vec<_> = pairs.iter().map(|(_, pair)| pair.public()).collect();
    let holder_keys: Vec<Value> = pairs.iter().map(|(ahead, pair)| pair.for_day(day(*ahead))).collect();
    let mut claims = harness.partner.claims(subject, &public);
    claims["auth_time"] = json!(signed_in);
    bearing(post("/v1/passes", &json!({ "holder_keys": holder_keys })), &harness.partner.sign(&claims))
}

async fn phones_with_passes(harness: &Harness, public: &Router, signed_in: u64) -> Vec<u8> {
    let days: Vec<i64> = (0..DAYS).collect();
    let mut served = Vec::new();
    for phone in 0..PHONES {
        let answer = ask(public.clone(), request(harness, CITIZEN, phone, &days, signed_in)).await;
        if answer.status.as_u16() == 200 {
            served.push(phone);
        } else {
            answer.problem(401, "fresh_sign_in_needed");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    served
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_gives_passes_to_three_of_forty_phones() {
    let harness = Harness::start().await;
    let (public, _) = limited(&harness, limits());
    assert_eq!(phones_with_passes(&harness, &public, NOW - 3_600).await, [0, 1, 2]);
    // On another node, and after a restart, it is the same.
    let (second, _) = limited(&harness.second_node().await, limits());
    assert_eq!(phones_with_passes(&harness, &second, NOW - 3_600).await, [0, 1, 2]);
    // A renewal is for other days, whose phones are counted as well.
    for phone in 0..4 {
        let answer = ask(public.clone(), request(&harness, CITIZEN, phone, &[3], NOW - 3_600)).await;
        assert_eq!(answer.status.as_u16(), if phone < 3 { 200 } else { 401 }, "{phone}");
    }
    let other = ask(public.clone(), request(&harness, NEIGHBOUR, 9, &[0], NOW - 3_600)).await;
    assert_eq!(other.status.as_u16(), 200, "another person has phones of their own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_sign_in_is_good_for_one_more_phone() {
    let harness = Harness::start().await;
    let (public, _) = limited(&harness, limits());
    let asked = async |phone, signed_in| {
        let answer = ask(public.clone(), request(&harness, CITIZEN, phone, &[0, 1], signed_in)).await;
        match answer.status.as_u16() {
            200 => true,
            _ => {
                let detail = answer.problem(401, "fresh_sign_in_needed");
                assert!(detail.contains("on 3 other phones") && detail.contains("at most 300 seconds ago"), "{detail}");
                false
            }
        }
    };
    // A sign-in of just now gives passes to three phones as well, and to no more than that.
    assert_eq!(phones_with_passes(&harness, &public, NOW - 200).await, [0, 1, 2]);
    assert!(!asked(3, NOW - 301).await, "not fresh");
    assert!(asked(3, NOW - 100).await, "the sign-in is fresh and another one");
    assert!(!asked(4, NOW - 100).await, "it was used");
    assert!(!asked(4, NOW - 150).await, "it is older than that");
    assert!(asked(3, NOW - 3_600).await, "the fourth phone keeps its passes");
    assert!(asked(4, NOW - 50).await && asked(5, NOW + 30).await, "nobody is locked out");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_get_no_pass_count_no_phone() {
    let harness = Harness::start().await;
    let (public, _) = limited(&harness, limits());
    for phone in 0..5 {
        let answer = ask(public.clone(), request(&harness, NEWCOMER, phone, &[0], NOW - 3_600)).await;
        answer.problem(409, "no_evidence");
    }
    assert_eq!(harness.node.store.people_with_more_phones(0).await.expect("read"), 0);
    harness.store.fail();
    ask(public.clone(), request(&harness, CITIZEN, 0, &[0], NOW - 3_600)).await.problem(503, "store_unavailable");
    harness.store.work();
    assert_eq!(phones_with_passes(&harness, &public, NOW - 3_600).await, [0, 1, 2]);
    assert_eq!(harness.node.store.people_with_more_phones(2).await.expect("read"), 1);
    assert_eq!(harness.node.store.people_with_more_phones(3).await.expect("read"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_service_serves_three_of_forty_phones_that_ask_at_once() {
    let mut data = DataFolder::new(crate::PROGRAM).await;
    data.environment.clear();
    let service = data.serve();
    let signed_in = haetae::clock::Clock::now(&haetae::clock::SystemClock).seconds() - 3_600;
    let requests: Vec<String> = (0..PHONES).map(|phone| data.request_signed_in(signed_in, &key(phone, 0))).collect();
    let statuses = std::thread::scope(|scope| {
        let asked: Vec<_> =
            requests.iter().map(|request| scope.spawn(|| send(service.public, request).expect("an answer"))).collect();
        asked.into_iter().map(|asked| asked.join().expect("no panic")).collect::<Vec<_>>()
    });
    let served = statuses.iter().filter(|(status, _)| *status == 200).count();
    let refused = statuses.iter().filter(|(_, answer)| answer["code"] == "fresh_sign_in_needed").count();
    assert_eq!((served, refused), (3, 37), "{statuses:?}");
}
