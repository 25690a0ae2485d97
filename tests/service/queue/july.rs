//! What went wrong on 19 July 2021, case by case.

use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{get, post, with};
use haetae_testkit::service::{NOW, now};
use serde_json::{Value, json};

use super::place::{Place, ticket};

/// A room that has opened and lets nobody in but one a second.
async fn slow_room(place: &Place) {
    place.changed(json!({ "change": "open" })).await;
    place.changed(json!({ "change": "rate", "per_second": 1 })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_thrown_back_place_an_error_after_ones_turn_puts_nobody_back() {
    let place = Place::new().await;
    let mine = HolderPair::ed25519(7);
    place.changed(json!({ "change": "open" })).await;
    let joined = place.join(&mine).await;
    place.pass(10).await;
    place.harness.store.fail();
    place.ask(&mine, Some(ticket(&joined))).await.problem(503, "store_unavailable");
    place.harness.store.work();
    place.ask(&mine, Some(ticket(&joined))).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookie_who_joins_again_before_the_opening_has_the_same_rank() {
    let place = Place::new().await;
    let mine = HolderPair::ed25519(7);
    place.changed(json!({ "change": "schedule", "opens": place.time(600), "pre_queue": place.time(1) })).await;
    place.pass(2).await;
    let joined = place.join(&mine).await;
    place.pass(100).await;
    assert_eq!(place.join(&mine).await["rank"], joined["rank"], "another tab, or the answer was lost");
    assert_eq!(place.second().await.join(&mine).await["rank"], joined["rank"], "another node");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mis_set_date_a_slip_is_refused_and_shown_before_it_counts() {
    let place = Place::new().await;
    let body = |opens: &str| json!({ "change": "schedule", "opens": opens, "revision": 0 });
    for (slip, words) in [
        ("2025-11-15T20:00:00+09:00", "in the past"),
        ("2026-11-15T16:59:59+09:00", "in the past"),
        ("2027-11-15T20:00:00+09:00", "14 days ahead"),
    ] {
        let answer = place.operator(post("/v1/queue/changes", &body(slip))).await;
        let detail = answer.problem(409, "queue_unchanged");
        assert!(detail.contains(words), "{slip}: {detail}");
    }
    place.operator(post("/v1/queue/changes", &body("2026-11-15 20:00"))).await.problem(400, "invalid_body");
    // Without a revision it is shown in all zones, and nothing is changed.
    let shown = json!({ "change": "schedule", "opens": "2026-11-15T20:00:00+09:00" });
    let shown = place.operator(post("/v1/queue/changes", &shown)).await.good();
    assert_eq!((&shown["changed"], &shown["revision"]), (&json!(false), &json!(0)));
    let opens = json!({ "utc": "2026-11-15T11:00:00Z", "local": "2026-11-15T20:00:00+09:00[Asia/Seoul]" });
    assert_eq!(shown["room"]["opens"], opens);
    assert_eq!(place.operator(get("/v1/queue/room")).await.good()["room"], Value::Null);
    // Who looked at another room changes nothing.
    place.changed(json!({ "change": "schedule", "opens": place.time(600) })).await;
    let late = json!({ "change": "open", "revision": 0 });
    place.operator(post("/v1/queue/changes", &late)).await.problem(409, "queue_unchanged");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_only_the_service_s_counts_and_one_that_jumps_is_not_believed() {
    let place = Place::new().await;
    let mine = HolderPair::ed25519(7);
    place.changed(json!({ "change": "schedule", "opens": place.time(600), "pre_queue": place.time(1) })).await;
    place.pass(2).await;
    let joined = place.join(&mine).await;
    assert_eq!(joined["server_time"], json!(place.time(2)), "whatever the client's clock shows");
    // This node's clock jumps behind the opening: it says not now, and lets nobody in.
    place.harness.clock.set(now().saturating_add(7_200));
    place.ask(&mine, Some(ticket(&joined))).await.problem(503, "queue_unavailable");
    place.try_join(&mine).await.problem(503, "queue_unavailable");
    place.tick(true).await;
    assert_eq!(place.notice().await["room"]["now_serving"]["second"], "1970-01-01T00:00:00Z");
    place.harness.clock.set(now().saturating_add(3));
    place.ask(&mine, Some(ticket(&joined))).await.problem(429, "queue_not_yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_keeps_all_ranks_and_costs_nobody_their_window() {
    let place = Place::new().await;
    slow_room(&place).await;
    let people: Vec<HolderPair> = (1..=5).map(HolderPair::ed25519).collect();
    let mut tickets = Vec::new();
    for holder in &people {
        tickets.push(ticket(&place.join(holder).await).to_owned());
        place.pass(1).await;
    }
    let let_in = async || {
        let mut served = Vec::new();
        for (holder, ticket) in people.iter().zip(&tickets) {
            served.push(place.ask(holder, Some(ticket)).await.status.as_u16() == 200);
        }
        served
    };
    place.pass(1).await;
    let before = let_in().await;
    assert!(before[0] && !before[4], "{before:?}");
    place.changed(json!({ "change": "pause" })).await;
    place.pass(900).await;
    assert_eq!(place.notice().await["state"], "paused");
    assert_eq!(let_in().await, before, "three windows later");
    place.changed(json!({ "change": "open" })).await;
    place.pass(10).await;
    assert_eq!(let_in().await, [true; 5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_that_moves_reorders_nobody() {
    let place = Place::new().await;
    place.changed(json!({ "change": "schedule", "opens": place.time(600), "pre_queue": place.time(1) })).await;
    place.pass(2).await;
    let order = async || {
        let mut ranks = Vec::new();
        for number in 1..=20 {
            let joined = place.join(&HolderPair::ed25519(number)).await;
            ranks.push((joined["rank"]["draw"].as_str().expect("a draw").to_owned(), number));
        }
        ranks.sort();
        ranks.into_iter().map(|(_, number)| number).collect::<Vec<_>>()
    };
    let drawn = order().await;
    place.changed(json!({ "change": "schedule", "opens": place.time(1_200) })).await;
    assert_eq!(order().await, drawn);
    place.changed(json!({ "change": "schedule", "opens": place.time(60) })).await;
    assert_eq!(order().await, drawn);
    place.pass(60).await;
    place.change(json!({ "change": "schedule", "opens": place.time(1_200) })).await.problem(409, "queue_unchanged");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_an_operator_s_act_with_one_effect() {
    let place = Place::new().await;
    let body = json!({ "change": "open", "revision": 0 });
    let request = || with(post("/v1/queue/changes", &body), "idempotency-key", "one");
    let first = place.operator(request()).await;
    assert_eq!(first.good()["room"]["changed_by"], haetae_testkit::service::OPERATOR);
    let again = place.operator(request()).await;
    assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
    place.public(post("/v1/queue/changes", &body)).await.problem(404, "not_found");
    assert_eq!(first.good()["room"]["changed"], json!(haetae_core::UnixTime::saturating_new(NOW).to_rfc3339()));
}
