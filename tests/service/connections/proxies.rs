//! A proxy's connections are many clients'.

use haetae::http::TrustedProxies;

use super::*;

const PROXY: u8 = 77;

fn behind_a_proxy(harness: &Harness) -> HttpSettings {
    let networks = vec![format!("{}/32", address(PROXY)).parse().expect("a network")];
    let proxies = TrustedProxies { networks, ..TrustedProxies::default() };
    HttpSettings { proxies, max_requests_per_client: 1, ..with_large_file(harness, 16, 2) }
}

/// A request that says for whom it is.
fn asking_for(client: &str, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: {client}\r\n\r\n")
}

const HEALTHZ: &str = "/healthz";
const LARGE_PATH: &str = "/scanner/assets/large-1a2b.wasm";

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_has_any_number_of_connections_and_its_clients_a_number_of_requests() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, behind_a_proxy(&harness)).await;
    let mut connections = Vec::new();
    for client in 1..=8 {
        let request = asking_for(&format!("192.0.2.{client}"), LARGE_PATH);
        connections.push(busy_with(address(PROXY), running.public, &request).await);
    }
    let mut proxy = idle(address(PROXY), running.public).await;
    // The address before it is the client's own claim.
    proxy.send(&asking_for("198.51.100.1, 192.0.2.8", HEALTHZ)).await;
    let answer = proxy.read_to("}").await;
    assert!(answer.starts_with("HTTP/1.1 429 ") && answer.contains(r#""code":"too_many_at_once""#), "{answer}");
    assert!(answer.contains("retry-after: 1\r\n"), "{answer}");
    proxy.send(&asking_for("192.0.2.8, 192.0.2.9", HEALTHZ)).await;
    proxy.read_to(ALIVE).await;

    // What the client waited for has ended.
    drop(connections.pop());
    patiently(async {
        loop {
            proxy.send(&asking_for("192.0.2.8", HEALTHZ)).await;
            if proxy.read_to("}").await.starts_with("HTTP/1.1 200 OK") {
                break;
            }
        }
    })
    .await;
    drop(connections);
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_believed_for_whom_they_ask() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, behind_a_proxy(&harness)).await;
    let mut reading = Vec::new();
    for victim in 1..=2 {
        let request = asking_for(&format!("192.0.2.{victim}"), LARGE_PATH);
        reading.push(busy_with(address(1), running.public, &request).await);
    }
    // Other names make no other client of it.
    let answer = ask(address(1), running.public).await;
    assert!(is_refused(&answer), "{answer}");
    // And those whose names it used have lost nothing.
    let mut proxy = Client::connect_from(address(PROXY), running.public).await;
    for victim in 1..=2 {
        proxy.send(&asking_for(&format!("192.0.2.{victim}"), HEALTHZ)).await;
        assert!(proxy.read_to(ALIVE).await.starts_with("HTTP/1.1 200 OK"));
    }
    drop(reading);
    running.stopped().await;
}
