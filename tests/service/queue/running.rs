//! A real service and the real commands.

use std::net::SocketAddr;

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::keys_digest;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::CITIZEN;
use haetae_testkit::service::process::{DataFolder, day_in_seoul, post, send};
use serde_json::{Value, json};

use super::place::ticket;

/// Asks again until the answer is as it should be, for a minute at most.
fn until(mut ask: impl FnMut() -> Option<(u16, Value)>, done: impl Fn(u16, &Value) -> bool) -> Value {
    let end = SystemClock.now().saturating_add(60);
    loop {
        let answer = ask();
        if let Some((status, body)) = &answer
            && done(*status, body)
        {
            return body.clone();
        }
        assert!(SystemClock.now() < end, "{answer:?}");
        std::thread::yield_now();
    }
}

fn notice(public: SocketAddr) -> Option<(u16, Value)> {
    send(public, "GET /v1/queue HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n\r\n")
}

fn ask(data: &DataFolder, public: SocketAddr, holder: &HolderPair, ticket: Option<&str>) -> Option<(u16, Value)> {
    let now = SystemClock.now();
    let claims = data.partner.claims_at(now.seconds(), CITIZEN, &[holder.public()]);
    let mut body = json!({ "holder_keys": [holder.for_day(day_in_seoul(now, 0))] });
    if let Some(ticket) = ticket {
        body["ticket"] = json!(ticket);
    }
    send(public, &post("/v1/passes", &data.partner.sign(&claims), &body))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_service_follows_the_commands_lets_people_in_and_knows_their_tickets_after_a_restart() {
    let data = DataFolder::new(crate::PROGRAM).await;
    let mut service = data.serve();
    let command = |arguments: &[&str]| {
        let ran = data.haetae(&[&["queue"], arguments, &["--yes"]].concat());
        assert!(ran.status.success(), "{ran:?}");
    };
    command(&["open"]);
    until(|| notice(service.public), |_, body| body["state"] == "open");
    let holder = HolderPair::ed25519(7);
    let (status, refused) = ask(&data, service.public, &holder, None).expect("an answer");
    assert_eq!((status, &refused["code"]), (403, &json!("queue_required")));
    command(&["pause"]);
    until(|| notice(service.public), |_, body| body["state"] == "paused");
    let join = post("/v1/queue", "none", &json!({ "room": 1, "keys": keys_digest(&[holder.public()]) }));
    let joined = until(|| send(service.public, &join), |status, _| status == 200);
    let (status, refused) = ask(&data, service.public, &holder, Some(ticket(&joined))).expect("an answer");
    assert_eq!((status, &refused["code"]), (429, &json!("queue_not_yet")));

    service.kill();
    let service = data.serve();
    command(&["open"]);
    let passes = until(|| ask(&data, service.public, &holder, Some(ticket(&joined))), |status, _| status == 200);
    assert_eq!(passes["passes"].as_array().map(Vec::len), Some(1), "{passes}");
}
