//! Nothing that a client does moves it forward, and none of it reaches issuing.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_testkit::phone::HolderPair;
use serde_json::json;

use super::place::{Place, WINDOW, ticket};

/// A ticket with other bytes at a place.
fn edited(ticket: &str, place: usize, bytes: &[u8]) -> String {
    let mut all = Base64UrlUnpadded::decode_vec(ticket).expect("base64url");
    all[place..place + bytes.len()].copy_from_slice(bytes);
    Base64UrlUnpadded::encode_string(&all)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_client_does_reaches_issuing_before_its_turn() {
    let place = Place::new().await;
    let (mine, others) = (HolderPair::ed25519(7), HolderPair::ed25519(8));
    place.changed(json!({ "change": "schedule", "opens": place.time(600), "pre_queue": place.time(1) })).await;
    place.pass(2).await;
    let (joined, of_another) = (place.join(&mine).await, place.join(&others).await);
    place.asked_of_issuing();

    let own = ticket(&joined).to_owned();
    let long_ago = &(haetae_testkit::service::NOW - 1_000).to_be_bytes()[2..];
    let tricks = [
        ("no ticket", None, "queue_required", 403),
        ("an empty one", Some(String::new()), "queue_ticket_invalid", 403),
        ("a forged one", Some(Base64UrlUnpadded::encode_string(&[b'T'; 75])), "queue_ticket_invalid", 403),
        ("an earlier arrival", Some(edited(&own, 6, long_ago)), "queue_ticket_invalid", 403),
        (
            "an arrival in the year 9999",
            Some(edited(&own, 6, &[0, 0x3a, 0xff, 0xf4, 0x41, 0x7f])),
            "queue_ticket_invalid",
            403,
        ),
        ("a better draw", Some(edited(&own, 12, &[0; 8])), "queue_ticket_invalid", 403),
        ("the keys of another", Some(ticket(&of_another).to_owned()), "queue_ticket_invalid", 403),
        ("before the opening", Some(own.clone()), "queue_not_yet", 429),
    ];
    for (trick, ticket, code, status) in &tricks {
        let answer = place.ask(&mine, ticket.as_deref()).await;
        let detail = answer.problem(*status, code);
        assert!(!detail.contains("eligible") && !detail.contains("record"), "{trick}: {detail}");
        assert!(
            *status != 429 || answer.header("retry-after").parse::<u64>().is_ok_and(|after| after > 500),
            "{trick}"
        );
    }
    // Again and again, and after a while offline.
    for _ in 0..20 {
        place.pass(20).await;
        place.ask(&mine, Some(&own)).await.problem(429, "queue_not_yet");
    }
    assert_eq!(place.asked_of_issuing(), 0, "issuing was asked nothing");

    place.pass(220).await;
    let first = place.ask(&mine, Some(&own)).await.good();
    assert_eq!(place.ask(&mine, Some(&own)).await.good()["passes"], first["passes"], "twice brings the same bytes");
    place.asked_of_issuing();
    place.pass(2 * WINDOW).await;
    place.ask(&mine, Some(&own)).await.problem(403, "queue_expired");
    assert_eq!(place.asked_of_issuing(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_of_another_room_is_none() {
    let place = Place::new().await;
    let mine = HolderPair::ed25519(7);
    place.changed(json!({ "change": "open" })).await;
    let joined = place.join(&mine).await;
    place.changed(json!({ "change": "drain" })).await;
    place.pass(20).await;
    assert_eq!(place.notice().await["state"], "drained");
    place.ask(&mine, None).await.good();
    place.try_join(&mine).await.problem(409, "queue_closed");
    place.changed(json!({ "change": "open" })).await;
    let detail = place.ask(&mine, Some(ticket(&joined))).await.problem(403, "queue_ticket_invalid");
    assert!(detail.contains("another room"), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_passes_renews_them_without_a_ticket_and_nobody_else_can_say_so() {
    let place = Place::new().await;
    let (mine, next, others) = (HolderPair::ed25519(7), HolderPair::ed25519(9), HolderPair::ed25519(8));
    place.ask(&mine, None).await.good();
    place.changed(json!({ "change": "schedule", "opens": place.time(600), "pre_queue": place.time(1) })).await;
    place.pass(2).await;
    place.ask(&next, None).await.problem(403, "queue_required");
    place.ask_for(haetae_testkit::service::CITIZEN, 1, &next, None).await.good();
    for subject in [haetae_testkit::service::NEIGHBOUR, haetae_testkit::service::NEWCOMER, "SYN-999999"] {
        place.ask_for(subject, 1, &others, None).await.problem(403, "queue_required");
    }
    let counted = place.harness.store.questions();
    assert_eq!(counted.get("count_phones"), Some(&2), "one before, and the renewal: {counted:?}");
}
