use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{get, post};
use haetae_testkit::service::{ask, now};
use serde_json::json;

use super::{Rehearsal, time};

const DAY: u64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn the_time_of_answers_headers_and_manifests_follows_its_clock() {
    let sandbox = Rehearsal::start(true).await;
    let before = sandbox.state().await;
    let after = sandbox.moves(&json!({ "advance": 6 * 3_600 })).await;
    let moved = now().saturating_add(6 * 3_600);
    assert_eq!((time(&before["time"]), time(&after["time"])), (now(), moved));
    assert!(after["manifest"].as_u64() > before["manifest"].as_u64(), "what is due by then is published");
    let answer = sandbox.pass(&HolderPair::ed25519(1)).await;
    assert_eq!(time(&answer["server_time"]), moved);
    let dated = ask(sandbox.public.clone(), get("/healthz")).await;
    assert_eq!(dated.header("date"), "Sun, 15 Nov 2026 14:00:00 GMT");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_set_and_runs_at_a_speed_and_never_goes_back() {
    let sandbox = Rehearsal::start(true).await;
    let later = now().saturating_add(DAY);
    let set = sandbox.moves(&json!({ "set": later.to_rfc3339(), "speed": 60 })).await;
    assert_eq!((time(&set["time"]), &set["speed"]), (later, &json!(60)));
    for refused in [
        json!({ "set": now().to_rfc3339() }),
        json!({ "set": "tomorrow" }),
        json!({ "speed": 86_401 }),
        json!({ "advance": u64::MAX }),
        json!({ "back": 1 }),
    ] {
        ask(sandbox.operator.clone(), post("/sandbox/clock", &refused)).await.problem(400, "invalid_body");
    }
    assert_eq!(time(&sandbox.state().await["time"]), later);
}
