use std::time::Duration;

use haetae::http::HttpSettings;
use haetae_core::UnixTime;
use haetae_testkit::service::answer::{bearing, post_text};
use haetae_testkit::service::{Harness, OPERATOR_TOKEN, settings};

use crate::socket::{Client, Running};

/// Short, but long enough for a loopback connection.
const SHORT: Duration = Duration::from_millis(300);

/// The answer to a client that expects one before it sends its body.
pub(crate) const GO_ON: &str = "HTTP/1.1 100 Continue\r\n\r\n";

pub(crate) const HEALTH: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
pub(crate) const ALIVE: &str = r#"{"status":"alive"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn slow_headers_and_idle_connections_are_closed() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, HttpSettings { header_timeout: SHORT, ..settings() }).await;
    let mut slow = Client::connect(running.public).await;
    slow.send("GET /healthz HTTP/1.1\r\nhost:").await;
    assert!(!slow.read_all().await.contains("200 OK"));

    let mut idle = Client::connect(running.public).await;
    idle.send(HEALTH).await;
    assert!(idle.read_to(ALIVE).await.starts_with("HTTP/1.1 200 OK"));
    assert_eq!(idle.read_all().await, "");
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, HttpSettings { body_timeout: SHORT, ..settings() }).await;
    let mut client = Client::connect(running.operator).await;
    client.send(&begun_verification()).await;
    client.read_to(GO_ON).await;
    let answer = client.read_to("}").await;
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains(r#""code":"body_too_slow""#), "{answer}");
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_serves_one_request_after_the_other() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, settings()).await;
    let mut client = Client::connect(running.public).await;
    for _ in 0..3 {
        client.send(HEALTH).await;
        assert!(client.read_to(ALIVE).await.starts_with("HTTP/1.1 200 OK"));
    }
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_has_no_date_while_the_clock_is_before_1970() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, settings()).await;
    let head = async || {
        let mut client = Client::connect(running.public).await;
        client.send(HEALTH).await;
        client.read_to(ALIVE).await
    };
    let answer = head().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\r\ndate: "), "{answer}");
    // What the system's clock says then.
    harness.clock.set(UnixTime::saturating_new(0));
    let answer = head().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && !answer.contains("\r\ndate: "), "{answer}");
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_takes_the_place_of_its_own_idle_connection() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, HttpSettings { max_connections: 1, ..settings() }).await;
    let mut first = Client::connect(running.public).await;
    first.send(HEALTH).await;
    first.read_to(ALIVE).await;
    let mut second = Client::connect(running.public).await;
    second.send(HEALTH).await;
    second.read_to(ALIVE).await;
    assert_eq!(first.read_all().await, "");
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_are_refused_declared_or_not() {
    let harness = Harness::start().await;
    let text = format!(r#"{{"text":"{}"}}"#, "A".repeat(65_536));
    let detail = harness.operator(post_text("/v1/verify", &text)).await.problem(413, "body_too_large");
    assert_eq!(detail, "A body has at most 65536 bytes.");
    let declared = post_text("/v1/verify", "{}");
    let declared = haetae_testkit::service::answer::with(declared, "content-length", "70000");
    harness.operator(declared).await.problem(413, "body_too_large");
    let token = harness.partner.sign(&harness.partner.claims("citizen-1", &[]));
    harness.public(bearing(post_text("/v1/passes", &text), &token)).await.problem(413, "body_too_large");
    harness.public(bearing(post_text("/v1/passes/paper", &text), &token)).await.problem(413, "body_too_large");

    let running = Running::start(&harness, settings()).await;
    let mut client = Client::connect(running.operator).await;
    let head = format!(
        "POST /v1/verify HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {OPERATOR_TOKEN}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    client.send(&format!("{head}{:x}\r\n{text}\r\n", text.len())).await;
    let answer = client.read_to("}").await;
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("body_too_large"), "{answer}");
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_headers_are_refused() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, settings()).await;
    let mut client = Client::connect(running.public).await;
    client.send(&format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {}", "a".repeat(20_000))).await;
    assert!(client.read_all().await.starts_with("HTTP/1.1 431 "));
    running.stopped().await;
}

/// A request whose body is announced and does not come.
pub(crate) fn begun_verification() -> String {
    format!(
        "POST /v1/verify HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {OPERATOR_TOKEN}\r\n\
         content-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 16\r\n\r\n"
    )
}
