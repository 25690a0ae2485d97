use std::time::Duration;

use haetae::http::{Edge, HttpSettings, Stopped};
use haetae_testkit::service::answer::post;
use haetae_testkit::service::{CITIZEN, Harness, OPERATOR_TOKEN, settings};
use serde_json::json;
use tokio::net::TcpStream;

use crate::limits::{GO_ON, begun_verification};
use crate::socket::{Client, Running, patiently};

#[tokio::test(flavor = "multi_thread")]
async fn requests_under_way_are_finished_and_no_others_begin() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, settings()).await;
    let mut client = Client::connect(running.operator).await;
    client.send(&begun_verification()).await;
    client.read_to(GO_ON).await;

    running.stop_gracefully();
    patiently(async { while TcpStream::connect(running.public).await.is_ok() {} }).await;
    client.send(r#"{"text":"nothi"}"#).await;
    let answer = client.read_all().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("unknown_format"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(running.stopped().await, Stopped { cut: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_does_not_end_within_the_grace_is_broken_off() {
    let harness = Harness::start().await;
    let settings = HttpSettings { shutdown_grace: Duration::from_millis(50), ..settings() };
    let running = Running::start(&harness, settings).await;
    let mut client = Client::connect(running.operator).await;
    client.send(&begun_verification()).await;
    client.read_to(GO_ON).await;
    assert_eq!(running.stopped().await, Stopped { cut: 1 });
    assert_eq!(client.read_all().await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_do_not_hold_the_service_up() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, settings()).await;
    let mut client = Client::connect(running.public).await;
    client.send("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
    client.read_to("}").await;
    assert_eq!(running.stopped().await, Stopped { cut: 0 });
}

/// Draining, for as long as a test needs.
fn draining() -> HttpSettings {
    HttpSettings { edge: Edge { drain: Duration::from_secs(3_600), ..Edge::default() }, ..settings() }
}

const READY: &str = "GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n";
const ALIVE_AND_CLOSE: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_service_is_not_ready_first_and_still_answers_everyone() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, draining()).await;
    let mut before = Client::connect(running.public).await;
    before.send(READY).await;
    let answer = before.read_to("}").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK") && !answer.contains("connection: close"), "{answer}");

    running.stop_gracefully();
    // The kept connection is answered, and then closed, so that the next request goes elsewhere.
    before.send(READY).await;
    let answer = before.read_all().await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("connection: close\r\n"), "{answer}");
    // So are new ones.
    for listener in [running.public, running.operator] {
        let mut new = Client::connect(listener).await;
        new.send(ALIVE_AND_CLOSE).await;
        let answer = new.read_all().await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }

    // A second signal does not wait for load balancers.
    running.control.at_once.cancel();
    patiently(async { while TcpStream::connect(running.public).await.is_ok() {} }).await;
    assert_eq!(running.stopped().await, Stopped { cut: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_nobody_has_accepted_yet_are_answered_when_the_listener_closes() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, settings()).await;
    let mut clients = Vec::new();
    for _ in 0..32 {
        clients.push(Client::connect(running.public).await);
    }
    running.stop_gracefully();
    for client in &mut clients {
        client.send(ALIVE_AND_CLOSE).await;
    }
    for client in &mut clients {
        let answer = client.read_all().await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }
    assert_eq!(running.stopped().await, Stopped { cut: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_service_takes_other_limits() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, settings()).await;
    let mut first = Client::connect(running.public).await;
    let mut second = Client::connect(running.public).await;
    for client in [&mut first, &mut second] {
        client.send("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await;
        client.read_to("}").await;
    }
    running.control.reload(HttpSettings { max_connections_per_address: 1, ..settings() });
    // One of them gives way to each new one, and there is never more than one that was added.
    patiently(async {
        loop {
            let mut other = Client::connect(running.public).await;
            other.send(ALIVE_AND_CLOSE).await;
            assert!(other.read_all().await.starts_with("HTTP/1.1 200 OK"));
            if !first.is_answered(READY).await {
                break;
            }
        }
    })
    .await;
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_service_publishes_by_itself_and_revocations_at_once() {
    let harness = Harness::unpublished().await;
    // It polls once an hour: only being woken makes it faster.
    let running = Running::start(&harness, settings()).await;
    let manifest = "GET /v1/trust/manifest HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let etag = async || {
        let mut client = Client::connect(running.public).await;
        client.send(manifest).await;
        let answer = client.read_all().await;
        answer.lines().find_map(|line| line.strip_prefix("etag: ").map(str::to_owned))
    };
    let first = patiently(async {
        loop {
            if let Some(etag) = etag().await {
                break etag;
            }
        }
    })
    .await;

    let body = json!({ "subject": CITIZEN }).to_string();
    let mut operator = Client::connect(running.operator).await;
    let head = format!(
        "POST /v1/revocations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {OPERATOR_TOKEN}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    operator.send(&format!("{head}{body}")).await;
    assert!(operator.read_all().await.contains(r#"{"status":"revoked"}"#));
    patiently(async { while etag().await.as_ref() == Some(&first) {} }).await;
    running.stopped().await;
    let answer = harness.operator(post("/v1/revocations", &json!({ "subject": CITIZEN }))).await;
    assert_eq!(answer.good(), json!({ "status": "already_revoked" }));
}
