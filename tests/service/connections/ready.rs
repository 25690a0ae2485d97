//! Answers that are the same for everybody are kept, and nobody can tell: each is what the routes answer.

use std::fmt::Write as _;

use haetae_testkit::service::answer::{get, post};
use haetae_testkit::service::{CITIZEN, Harness, settings};
use serde_json::json;

use super::metric;
use crate::socket::{Client, Running, patiently};

/// Asks on a connection of its own. The head without what differs each time, and the body.
async fn asked(running: &Running, method: &str, path: &str, header: &str) -> (Vec<String>, String) {
    let mut client = Client::connect(running.public).await;
    client.send(&format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n")).await;
    let answer = client.read_all().await;
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let mut lines: Vec<String> =
        head.lines().filter(|line| !line.starts_with("date:") && !is_id(line)).map(str::to_owned).collect();
    lines.sort();
    assert_eq!(head.lines().filter(|line| is_id(line)).count(), 1, "{head}");
    (lines, body.to_owned())
}

fn is_id(line: &str) -> bool {
    line.starts_with("x-request-id:")
}

fn header<'a>(lines: &'a [String], name: &str) -> &'a str {
    lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).expect(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_that_is_kept_is_the_one_of_the_routes() {
    let harness = Harness::start().await;
    harness.publish().await;
    let running = Running::start(&harness, settings()).await;
    let set = harness.node.publisher.served().expect("a set");
    let pinned = set.contents.files().first().expect("a file");
    let file = pinned.sha256.iter().fold("/v1/trust/files/".to_owned(), |mut path, byte| {
        let _ = write!(path, "{byte:02x}");
        path
    });

    for path in ["/v1/queue", "/v1/trust/manifest", &file] {
        let first = asked(&running, "GET", path, "").await;
        assert_eq!(first.0[0], "HTTP/1.1 200 OK", "{path}");
        assert_eq!(asked(&running, "GET", path, "").await, first, "{path}");
        let tag = format!("if-none-match: {}\r\n", header(&first.0, "etag"));
        let not_modified = asked(&running, "GET", path, &tag).await;
        assert_eq!(not_modified.0[0], "HTTP/1.1 304 Not Modified", "{path}");
        assert_eq!(asked(&running, "GET", path, &tag).await, not_modified, "{path}");
        assert_eq!(asked(&running, "GET", path, "if-none-match: \"other\"\r\n").await, first, "{path}");
        let (head, nothing) = asked(&running, "HEAD", path, "").await;
        assert_eq!((head, nothing.as_str()), (first.0.clone(), ""), "{path}");
    }
    let (part, _) = asked(&running, "GET", &file, "range: bytes=0-9\r\n").await;
    assert_eq!((part[0].as_str(), header(&part, "content-length")), ("HTTP/1.1 206 Partial Content", "10"));
    let (refused, _) = asked(&running, "POST", "/v1/trust/manifest", "content-length: 0\r\n").await;
    assert_eq!(refused[0], "HTTP/1.1 405 Method Not Allowed");

    let labels = |status: u16| format!(r#"listener="public",route="/v1/queue",method="GET",status="{status}""#);
    assert_eq!(metric(&running, "haetae_http_requests_total", &labels(200)).await, 3, "all of them are counted");
    assert_eq!(metric(&running, "haetae_http_requests_total", &labels(304)).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_answered_at_once() {
    let harness = Harness::start().await;
    harness.publish().await;
    let running = Running::start(&harness, settings()).await;
    let before = asked(&running, "GET", "/v1/trust/manifest", "").await;
    assert_eq!(asked(&running, "GET", "/v1/trust/manifest", "").await, before);

    harness.operator(post("/v1/revocations", &json!({ "subject": CITIZEN }))).await.good();
    // The running service publishes by itself.
    let tag = header(&before.0, "etag").to_owned();
    patiently(async { while harness.public(get("/v1/trust/manifest")).await.header("etag") == tag {} }).await;
    let after = asked(&running, "GET", "/v1/trust/manifest", &format!("if-none-match: {tag}\r\n")).await;
    assert_eq!(after.0[0], "HTTP/1.1 200 OK", "who has the old one gets the new one");
    assert_ne!(header(&after.0, "etag"), tag);
}
