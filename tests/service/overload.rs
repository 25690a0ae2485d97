//! More requests than a node can answer: it tells the rest so at once, and in the right order.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use haetae::config::LimitsSection;
use haetae::http::HttpSettings;
use haetae::limits::Limits;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::{CITIZEN, Harness, NOW, OPERATOR_TOKEN, SlowCustody, ask, day, settings};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::partner_limits::limited;
use crate::socket::{Client, Running, patiently};

/// The assertion and the body of a request of its own for passes of these days.
fn parts(harness: &Harness, number: u64, days: &[i64]) -> (String, Value) {
    let pairs: Vec<HolderPair> = (20..).take(days.len()).map(HolderPair::ed25519).collect();
    let public: Vec<_> = pairs.iter().map(HolderPair::public).collect();
    let mut claims = harness.partner.claims(CITIZEN, &public);
    claims["auth_time"] = json!(NOW - 3_600 - number);
    let keys: Vec<Value> = days.iter().zip(&pairs).map(|(ahead, pair)| pair.for_day(day(*ahead))).collect();
    (harness.partner.sign(&claims), json!({ "holder_keys": keys }))
}

fn request(harness: &Harness, number: u64, days: &[i64]) -> Request<Body> {
    let (assertion, body) = parts(harness, number, days);
    bearing(post("/v1/passes", &body), &assertion)
}

fn text(harness: &Harness, number: u64, days: &[i64]) -> String {
    let (assertion, body) = parts(harness, number, days);
    let body = body.to_string();
    format!(
        "POST /v1/passes HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         authorization: Bearer {assertion}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The whole answer to a request on a connection of its own.
async fn answer(to: SocketAddr, request: String) -> String {
    let mut client = Client::connect(to).await;
    client.send(&request).await;
    client.read_all().await
}

async fn until_waiting(signer: &SlowCustody, number: usize) {
    patiently(async {
        while signer.waiting() != number {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_at_once_renewals_come_first_and_scanners_are_served() {
    let mut harness = Harness::start().await;
    let section = LimitsSection { requests_at_once: 20, target_ms: 0, ..LimitsSection::unlimited() };
    harness.node.limits = Arc::new(Limits::new(section, harness.clock.clone()));
    let signer = harness.sign_slowly();
    let settings = HttpSettings { max_connections: 1_024, max_connections_per_address: 1_024, ..settings() };
    let running = Running::start(&harness, settings).await;
    signer.hold();
    let mut inside = Vec::new();
    // Who has passes for days comes last, whoever was there first; then who has none; then those whose passes end.
    for (days, fit) in [([5, 6], 16), ([0, 1], 2), ([1, 2], 2)] {
        let mut answers = JoinSet::new();
        for number in 0..70 {
            answers.spawn(answer(running.public, text(&harness, number, &days)));
        }
        for _ in fit..70 {
            let refused = patiently(answers.join_next()).await.expect("an answer").expect("no panic");
            assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
            assert!(refused.contains("retry-after: ") && refused.contains(r#""code":"node_full""#), "{refused}");
        }
        assert_eq!(answers.len(), fit, "{days:?}");
        inside.push(answers);
    }
    until_waiting(&signer, 20).await;
    // Scanners get their data while everybody waits, and operators the numbers.
    for path in ["/v1/trust/manifest", "/v1/trust/bundle"] {
        let served =
            answer(running.public, format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).await;
        assert!(served.starts_with("HTTP/1.1 200 OK"), "{path}");
    }
    let metrics = format!(
        "GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {OPERATOR_TOKEN}\r\n\r\n"
    );
    let text = answer(running.operator, metrics).await;
    for line in [
        "haetae_requests_limit 20",
        r#"haetae_requests_in_progress{priority="renewal"} 2"#,
        r#"haetae_requests_in_progress{priority="first"} 2"#,
        r#"haetae_requests_in_progress{priority="later"} 16"#,
        r#"haetae_requests_shed_total{priority="renewal"} 68"#,
        r#"haetae_requests_shed_total{priority="first"} 68"#,
        r#"haetae_requests_shed_total{priority="later"} 54"#,
        // All that was answered with 503: what is left of those are errors.
        r#"haetae_http_requests_total{listener="public",route="/v1/passes",method="POST",status="503"} 190"#,
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    // Everyone who was admitted gets passes.
    signer.go_on();
    for mut answers in inside {
        while let Some(admitted) = patiently(answers.join_next()).await {
            let admitted = admitted.expect("no panic");
            assert!(admitted.starts_with("HTTP/1.1 200 OK") && admitted.contains(r#""qr":"HT1:"#), "{admitted}");
        }
    }
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_became_slow_answers_fewer_at_a_time_and_more_when_it_is_quick_again() {
    let harness = Harness::start().await;
    let section = LimitsSection { requests_at_once: 64, target_ms: 2_000, ..LimitsSection::unlimited() };
    let (public, operator) = limited(&harness, section);
    let signer = harness.sign_slowly();
    let flood = async |admitted: usize, seconds: u64| {
        signer.hold();
        let mut answers = JoinSet::new();
        for number in 0..100 {
            answers.spawn(ask(public.clone(), request(&harness, number, &[0])));
        }
        for _ in admitted..100 {
            patiently(answers.join_next()).await.expect("an answer").expect("no panic").problem(503, "node_full");
        }
        until_waiting(&signer, admitted).await;
        harness.clock.advance(seconds);
        signer.go_on();
        for good in patiently(answers.join_all()).await {
            good.good();
        }
        let metrics = ask(operator.clone(), bearing(get("/metrics"), OPERATOR_TOKEN)).await;
        let text = String::from_utf8(metrics.body.to_vec()).expect("text");
        let limit = text.lines().find_map(|line| line.strip_prefix("haetae_requests_limit ")).expect("a limit");
        limit.parse::<usize>().expect("a number")
    };
    // A tenth is kept for renewals.
    assert_eq!(flood(58, 20).await, 14, "58 took ten times as long as they should: at most a quarter of them fits");
    assert_eq!(flood(13, 1).await, 15);
    assert_eq!(flood(14, 1).await, 16);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_node_does_not_ask_its_database_to_say_so() {
    let harness = Harness::start().await;
    let section = LimitsSection { requests_at_once: 3, target_ms: 0, ..LimitsSection::unlimited() };
    let (public, _) = limited(&harness, section);
    let signer = harness.sign_slowly();
    signer.hold();
    let mut inside = JoinSet::new();
    for number in 0..3 {
        inside.spawn(ask(public.clone(), request(&harness, number, &[0])));
    }
    until_waiting(&signer, 3).await;
    harness.store.hang();
    let full = patiently(ask(public.clone(), request(&harness, 3, &[0]))).await;
    full.problem(503, "node_full");
    let wait: u64 = full.header("retry-after").parse().expect("seconds");
    assert!((1..=15).contains(&wait), "{wait}");
    harness.store.work();
    signer.go_on();
    for admitted in patiently(inside.join_all()).await {
        admitted.good();
    }
}
