//! The whole service with Redis: what partners, operators and metrics see.

use std::path::PathBuf;

use haetae::http::{AppState, operator_router, public_router};
use haetae::limits::redis::State;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::servers::redis::RedisServer;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::process::{DataFolder, send};
use haetae_testkit::service::{CITIZEN, Harness, NOW, OPERATOR_TOKEN, ask as request, day, runtime, settings};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::PROGRAM;

#[tokio::test(flavor = "multi_thread")]
async fn phones_get_their_passes_whatever_happens_to_redis_and_doctor_and_the_log_say_what() {
    let mut redis = RedisServer::start();
    let mut data = DataFolder::new(PROGRAM).await;
    data.environment.push(("HAETAE__REDIS__SERVERS", PathBuf::from(at(&redis.address()))));
    let doctor = |words: &str| {
        let said = data.haetae(&["doctor"]);
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        assert!(said.contains(words), "{words}: {said}");
    };
    let service = data.serve();
    let issue = |number: u8| {
        let (status, answer) = send(service.public, &data.request(&HolderPair::ed25519(number))).expect("an answer");
        assert_eq!(status, 200, "{answer}");
    };
    service.wait_for("nodes count partners' requests together, in Redis");
    // A slow machine may have Redis miss its deadline now and then: the node counts such a request alone.
    while redis.command(&["KEYS", "haetae:{partner-1}:d:*"]).words() == "" {
        issue(1);
    }
    doctor(&format!("Redis at {} (single) counts; 1 node of this service has used it", redis.address()));

    let logged = |words: &str, times: usize| {
        while service.log().matches(words).count() < times {
            std::thread::yield_now();
        }
    };
    let (counts, alone) =
        ("nodes count partners' requests together", "Redis does not count: this node counts its share");
    redis.kill();
    (2..12).for_each(issue);
    logged(alone, 1);
    doctor("(single) does not count (disconnected: ");
    redis.restart();
    logged(counts, 2);
    redis.hang();
    (12..32).for_each(issue);
    logged(alone, 2);
    redis.go_on();
    logged(counts, 3);
    assert_eq!(redis.command(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]).text(), "OK");
    doctor("Redis may evict counters when its memory is full (maxmemory-policy allkeys-lru)");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_say_whether_redis_counts_and_how_often_it_did_not() {
    let mut redis = RedisServer::start();
    let harness = Harness::start().await;
    let mut served = harness.node.clone();
    served.limits = Arc::new(node(1, &[("servers", &at(&redis.address()))], a_day(1_000)));
    let limits = Arc::clone(&served.limits);
    let service = Arc::new(AppState::new(&runtime(served), settings(), CancellationToken::new()));
    let (public, operator) = (public_router(Arc::clone(&service)), operator_router(service));
    let issue = async |number: u64| {
        let pair = HolderPair::ed25519(7);
        let mut claims = harness.partner.claims(CITIZEN, &[pair.public()]);
        claims["auth_time"] = json!(NOW - 3_600 - number);
        let body = json!({ "holder_keys": [pair.for_day(day(0))] });
        request(public.clone(), bearing(post("/v1/passes", &body), &harness.partner.sign(&claims))).await.good();
    };
    let require = async |lines: &[&str]| {
        let answer = request(operator.clone(), bearing(get("/metrics"), OPERATOR_TOKEN)).await;
        let text = String::from_utf8(answer.body.to_vec()).expect("text");
        for line in lines {
            assert!(text.lines().any(|found| found == *line), "{line}\n{text}");
        }
    };
    wait_for(&limits, State::Up).await;
    for number in 0..3 {
        issue(number).await;
    }
    require(&[
        "haetae_redis_state 2",
        r#"haetae_redis_calls_total{outcome="good"} 3"#,
        r#"haetae_redis_calls_total{outcome="late"} 0"#,
        "haetae_redis_fallbacks_total 0",
        "haetae_redis_nodes 2",
        r#"haetae_partner_requests_in_progress{partner="partner-1"} 0"#,
    ])
    .await;
    redis.kill();
    for number in 3..8 {
        issue(number).await;
    }
    wait_for(&limits, State::Down).await;
    require(&["haetae_redis_state 0", "haetae_redis_fallbacks_total 5"]).await;
}
