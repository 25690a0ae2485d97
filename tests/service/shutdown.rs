use std::time::Duration;

use haetae::http::{HttpSettings, Stopped};
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
