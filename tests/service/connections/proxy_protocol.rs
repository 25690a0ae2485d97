//! A proxy that passes bytes on says at their beginning whose they are.

use haetae::http::{Edge, TrustedProxies};

use super::*;

const PROXY: u8 = 77;

fn with_proxy_protocol(harness: &Harness, of_client: usize) -> HttpSettings {
    let networks = vec![format!("{}/32", address(PROXY)).parse().expect("a network")];
    let proxies = TrustedProxies { networks, ..TrustedProxies::default() };
    let edge = Edge { proxy_protocol: true, ..Edge::default() };
    HttpSettings { proxies, edge, ..with_large_file(harness, 16, of_client) }
}

fn header(client: &str) -> String {
    format!("PROXY TCP4 {client} 198.51.100.1 50123 443\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_in_it_has_the_connections_of_one_address() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, with_proxy_protocol(&harness, 1)).await;
    let of = |client: &str, request: &str| format!("{}{request}", header(client));
    let reading = busy_with(address(PROXY), running.public, &of("192.0.2.7", LARGE_FILE)).await;
    // The same client through the same proxy.
    let mut again = Client::connect_from(address(PROXY), running.public).await;
    again.send(&of("192.0.2.7", HEALTH)).await;
    let answer = again.read_all().await;
    assert!(is_refused(&answer), "{answer}");
    // Another one, and the proxy itself.
    for beginning in [header("192.0.2.8"), "PROXY UNKNOWN\r\n".to_owned()] {
        let mut other = Client::connect_from(address(PROXY), running.public).await;
        other.send(&format!("{beginning}{HEALTH}")).await;
        assert!(other.read_to(ALIVE).await.starts_with("HTTP/1.1 200 OK"), "{beginning}");
    }
    drop(reading);
    running.stopped().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_does_not_speak_it_is_closed_and_nobody_else_may_speak_it() {
    let harness = Harness::start().await;
    let running = Running::start(&harness, with_proxy_protocol(&harness, 16)).await;
    assert_eq!(ask(address(PROXY), running.public).await, "");
    let labels = r#"listener="public",reason="proxy_protocol""#;
    assert_eq!(metric(&running, "haetae_http_connections_ended_total", labels).await, 1);

    let mut liar = Client::connect_from(address(1), running.public).await;
    liar.send(&format!("{}{HEALTH}", header("192.0.2.7"))).await;
    let answer = liar.read_all().await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    // A client that comes by itself is answered as it is.
    assert!(ask(address(1), running.public).await.starts_with("HTTP/1.1 200 OK"));
    running.stopped().await;
}
