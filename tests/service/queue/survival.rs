//! What a rank survives, and what a place costs.

use haetae::queue::Duty;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::CITIZEN;
use haetae_testkit::service::answer::{get, with};
use serde_json::json;

use super::place::{Place, ticket};

#[tokio::test(flavor = "multi_thread")]
async fn a_rank_survives_a_restart_another_node_and_the_next_key() {
    let place = Place::new().await;
    let mine = HolderPair::ed25519(7);
    place.changed(json!({ "change": "schedule", "opens": place.time(72_000), "pre_queue": place.time(1) })).await;
    place.pass(2).await;
    let joined = place.join(&mine).await;
    let second = place.second().await;
    second.ask(&mine, Some(ticket(&joined))).await.problem(429, "queue_not_yet");
    // Past midnight in UTC: tickets are made with another key from then on.
    second.harness.clock.advance(60_000);
    second.tick(true).await;
    let today = second.join(&mine).await;
    assert_ne!(today["ticket"], joined["ticket"]);
    assert_eq!(today["rank"], joined["rank"]);
    second.ask(&mine, Some(ticket(&joined))).await.problem(429, "queue_not_yet");
    second.harness.clock.advance(12_000);
    second.pass(5).await;
    second.ask_for(CITIZEN, 1, &mine, Some(ticket(&joined))).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_and_waiting_ask_the_store_nothing() {
    let place = Place::new().await;
    place.changed(json!({ "change": "open" })).await;
    place.harness.store.questions();
    for number in 1..50 {
        place.join(&HolderPair::ed25519(number)).await;
        place.notice().await;
    }
    let asked = place.harness.store.questions();
    assert!(asked.is_empty(), "{asked:?}");
    place.pass(1).await;
    let asked = place.harness.store.questions();
    assert!(asked.values().sum::<u64>() <= 6 && asked.get("count_queue") == Some(&1), "{asked:?}");
    let room = place.notice().await["room"].clone();
    assert_eq!(room["curve"].as_array().and_then(|curve| curve.last()), Some(&json!([1, 49])), "{room}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_away_lets_nobody_in_and_loses_nobody() {
    let place = Place::new().await;
    place.changed(json!({ "change": "open" })).await;
    place.changed(json!({ "change": "rate", "per_second": 1 })).await;
    place.pass(5).await;
    let before = place.notice().await["room"]["now_serving"].clone();
    place.harness.store.fail();
    let mut people = Vec::new();
    for number in 1..=8 {
        let holder = HolderPair::ed25519(number);
        let joined = place.join(&holder).await;
        people.push((holder, ticket(&joined).to_owned()));
    }
    for _ in 0..60 {
        place.harness.clock.advance(1);
        let duty = Duty { node: "node", moves: true, answered: 0, is_pressed: false };
        place.node.queue.tick(duty).await.expect_err("the store is away");
    }
    assert_eq!(place.notice().await["room"]["now_serving"], before);
    place.harness.store.work();
    place.pass(1).await;
    let mut served = 0;
    for (holder, ticket) in &people {
        served += u32::from(place.ask(holder, Some(ticket)).await.status.as_u16() == 200);
    }
    assert!(served <= 5, "not everybody at once because time has passed: {served}");
    place.pass(10).await;
    for (holder, ticket) in &people {
        place.ask(holder, Some(ticket)).await.good();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_without_the_lease_follows_and_lets_nobody_in_by_itself() {
    let place = Place::new().await;
    place.changed(json!({ "change": "open" })).await;
    let follower = place.second().await;
    let mine = HolderPair::ed25519(7);
    let joined = follower.join(&mine).await;
    follower.harness.clock.advance(60);
    follower.tick(false).await;
    follower.ask(&mine, Some(ticket(&joined))).await.problem(429, "queue_not_yet");
    place.harness.clock.advance(55);
    place.pass(5).await;
    follower.tick(false).await;
    follower.ask(&mine, Some(ticket(&joined))).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_clock_is_behind_puts_nobody_before_those_who_came_earlier() {
    let place = Place::new().await;
    place.changed(json!({ "change": "open" })).await;
    let behind = place.second().await;
    // As far as clocks may differ before a node notices.
    place.harness.clock.advance(200);
    place.pass(5).await;
    behind.tick(false).await;
    let mine = HolderPair::ed25519(7);
    let joined = behind.join(&mine).await;
    assert_eq!(joined["rank"]["second"], json!(place.time(205)), "when others come now");
    behind.ask(&mine, Some(ticket(&joined))).await.problem(429, "queue_not_yet");
    behind.tick(false).await;
    place.pass(5).await;
    behind.tick(false).await;
    behind.ask(&mine, Some(ticket(&joined))).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rate_follows_what_all_nodes_report() {
    let place = Place::new().await;
    place.changed(json!({ "change": "open" })).await;
    let other = place.second().await;
    let mut answered = 0;
    let mut after = async |seconds: u32, is_pressed: bool| {
        for _ in 0..seconds {
            answered += 1_000;
            place.harness.clock.advance(1);
            other.harness.clock.advance(1);
            let duty = Duty { node: "other", moves: false, answered, is_pressed };
            other.node.queue.tick(duty).await.expect("a tick");
            place.tick(true).await;
        }
        place.notice().await["room"]["per_second"].as_f64().expect("a rate")
    };
    assert!(after(2, false).await >= 10.0);
    let fast = after(45, false).await;
    assert!((18.0..24.0).contains(&fast), "twice as many: {fast}");
    let slow = after(20, true).await;
    assert!((0.6 * fast..0.75 * fast).contains(&slow), "{fast} {slow}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_everybody_sees_is_cacheable_and_the_same_for_all() {
    let place = Place::new().await;
    assert_eq!(place.notice().await["state"], "none");
    place.changed(json!({ "change": "open" })).await;
    let answer = place.public(get("/v1/queue")).await;
    assert!(answer.header("cache-control").starts_with("public, max-age=2"), "{}", answer.header("cache-control"));
    let tag = answer.header("etag").to_owned();
    let known = place.public(with(get("/v1/queue"), "if-none-match", &tag)).await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));
    place.pass(1).await;
    assert_eq!(place.public(with(get("/v1/queue"), "if-none-match", &tag)).await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_say_what_the_room_does() {
    let place = Place::new().await;
    place.changed(json!({ "change": "open" })).await;
    place.changed(json!({ "change": "rate", "per_second": 7 })).await;
    place.join(&HolderPair::ed25519(7)).await;
    place.tick(false).await;
    let metrics = place.operator(get("/metrics")).await;
    let metrics = String::from_utf8(metrics.body.to_vec()).expect("text");
    for line in [
        "haetae_queue_state{state=\"open\"} 1",
        "haetae_queue_state{state=\"paused\"} 0",
        "haetae_queue_waiting 1",
        "haetae_queue_people_per_second 7",
        "haetae_queue_joined_total 1",
        "haetae_queue_age_seconds 0",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
}
