//! Clients that try to keep others out. Each address of 127.0.0.0/8 is another client.

mod one_client;
mod open_files;
mod proxies;
mod proxy_protocol;
mod ready;
mod slow_readers;
mod tls;

use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use haetae::http::{App, Deployment, HttpSettings, Pages};
use haetae_testkit::service::{Harness, OPERATOR_TOKEN, contact, settings};

use crate::limits::{ALIVE, HEALTH};
use crate::socket::{Client, Running, patiently};

/// More than all buffers between the service and a client hold.
const LARGE: usize = 32 << 20;
const LARGE_FILE: &str = "GET /scanner/assets/large-1a2b.wasm HTTP/1.1\r\nhost: x\r\n\r\n";

/// Another address of this machine.
fn address(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 1, number)
}

/// Settings of a service that has a large file, and room for so many connections.
fn with_large_file(harness: &Harness, max_connections: usize, max_connections_per_address: usize) -> HttpSettings {
    let deployment = Deployment {
        roots: harness.ceremony.roots(),
        origin: "https://pass.example".to_owned(),
        zone: "Asia/Seoul".to_owned(),
        demo_sign_in: false,
        contact: Some(contact()),
    };
    let files = [("index.html", Bytes::from_static(b"x")), ("assets/large-1a2b.wasm", vec![7; LARGE].into())];
    let files = files.map(|(path, bytes)| (App::Scanner, path.to_owned(), bytes));
    HttpSettings { pages: Pages::new(files, &deployment), max_connections, max_connections_per_address, ..settings() }
}

/// A client that asks for the large file and reads no more than the beginning of its answer.
async fn busy(source: Ipv4Addr, service: SocketAddr) -> Client {
    busy_with(source, service, LARGE_FILE).await
}

async fn busy_with(source: Ipv4Addr, service: SocketAddr, request: &str) -> Client {
    let mut client = Client::connect_from(source, service).await;
    client.send(request).await;
    let head = client.read_to("\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    client
}

/// A client that has had an answer and keeps its connection.
async fn idle(source: Ipv4Addr, service: SocketAddr) -> Client {
    let mut client = Client::connect_from(source, service).await;
    client.send(HEALTH).await;
    client.read_to(ALIVE).await;
    client
}

/// Connects and asks whether the service is alive. The whole answer.
async fn ask(source: Ipv4Addr, service: SocketAddr) -> String {
    let mut client = Client::connect_from(source, service).await;
    client.send("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    client.read_all().await
}

/// Asks until the answer is good.
async fn get_in(source: Ipv4Addr, service: SocketAddr) {
    patiently(async { while !ask(source, service).await.starts_with("HTTP/1.1 200 OK") {} }).await;
}

fn is_refused(answer: &str) -> bool {
    let head = answer.to_lowercase();
    head.starts_with("http/1.1 503 service unavailable\r\n")
        && head.contains("\r\ncontent-type: application/problem+json\r\n")
        && head.contains("\r\nretry-after: 5\r\n")
        && head.contains(r#""code":"too_many_connections""#)
}

/// The value of a metric.
async fn metric(running: &Running, name: &str, labels: &str) -> u64 {
    let mut operator = Client::connect(running.operator).await;
    let request = format!(
        "GET /metrics HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {OPERATOR_TOKEN}\r\nconnection: close\r\n\r\n"
    );
    operator.send(&request).await;
    let text = operator.read_all().await;
    let value = text.lines().find_map(|line| line.strip_prefix(&format!("{name}{{{labels}}} ")));
    value.map_or(0, |value| value.parse().expect("a number"))
}

async fn ended(running: &Running, reason: &str) -> u64 {
    let labels = format!(r#"listener="public",reason="{reason}""#);
    metric(running, "haetae_http_connections_ended_total", &labels).await
}

async fn refused(running: &Running, reason: &str) -> u64 {
    let labels = format!(r#"listener="public",reason="{reason}""#);
    metric(running, "haetae_http_connections_refused_total", &labels).await
}
