use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, bail};
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::header::HOST;
use serde::Deserialize;

use crate::load::pool::Pool;

#[derive(Deserialize)]
struct Health {
    status: String,
    #[serde(default)]
    load_test: bool,
}

/// The address of a service from `http://127.0.0.1:8470`.
///
/// # Errors
///
/// If it is of another form, or leaves this machine and `anywhere` does not allow that.
pub fn address(url: &str, anywhere: bool) -> anyhow::Result<SocketAddr> {
    let Some(host) = url.strip_prefix("http://") else {
        bail!("{url}: an address as in http://127.0.0.1:8470 is needed; behind TLS, name the service or its proxy");
    };
    let host = host.trim_end_matches('/').replace("localhost", "127.0.0.1");
    let address: SocketAddr =
        host.parse().with_context(|| format!("{url}: an IP address and a port are needed, as in 127.0.0.1:8470"))?;
    if !address.ip().is_loopback() && !anywhere {
        bail!(
            "{address} is another machine. Load on a service of others is an attack; if it is yours, and you may load the \
             network to it, say --not-loopback"
        );
    }
    Ok(address)
}

/// Makes sure that the service is there for load tests.
///
/// # Errors
///
/// If it does not answer, or is not marked.
pub async fn require(address: SocketAddr) -> anyhow::Result<()> {
    let request = Request::get("/healthz").header(HOST, address.to_string()).body(Full::new(Bytes::new()))?;
    let deadline = crate::clock::now() + Duration::from_secs(10);
    let reply = Pool::new(address, 1).ask(request, deadline).await.reply;
    let reply = reply.map_err(|broken| anyhow::anyhow!("{address} does not answer: {}", broken.as_str()))?;
    let health: Option<Health> = serde_json::from_slice(&reply.body).ok();
    let health = health.filter(|health| reply.status == 200 && health.status == "alive");
    let health =
        health.with_context(|| format!("{address} is no service of Haetae: its /healthz says something else"))?;
    if !health.load_test {
        bail!(
            "{address} is not marked for load tests, so it may be one that people depend on. If it is not, set \
             service.load_test = true in its configuration and start it again"
        );
    }
    Ok(())
}
