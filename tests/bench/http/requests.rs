//! What is asked for.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use haetae::clock::{Clock as _, SystemClock};
use haetae_core::keys_digest;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::CITIZEN;
use haetae_testkit::service::process::{DataFolder, day_in_seoul, post, send};
use serde_json::json;

/// How many people join, again and again.
const PEOPLE: usize = 2_000;
/// Assertions for passes: each may be used ten times.
const ASSERTIONS: usize = 8_000;

/// Requests, which come in turn.
pub(crate) struct Requests {
    texts: Vec<String>,
    next: AtomicUsize,
}

impl Requests {
    fn new(texts: Vec<String>) -> Arc<Self> {
        Arc::new(Self { texts, next: AtomicUsize::new(0) })
    }

    pub(crate) fn next(&self) -> &str {
        &self.texts[self.next.fetch_add(1, Ordering::Relaxed) % self.texts.len()]
    }
}

/// For the content at a path.
pub(crate) fn read(path: &str) -> Arc<Requests> {
    Requests::new(vec![format!("GET {path} HTTP/1.1\r\nHost: haetae\r\n\r\n")])
}

/// To join the waiting room.
pub(crate) fn join() -> Arc<Requests> {
    let one = |_| {
        let keys = keys_digest(&[HolderPair::p256().public()]);
        keeping(&post("/v1/queue", "", &json!({ "room": 1, "keys": keys })))
    };
    Requests::new((0..PEOPLE).map(one).collect())
}

/// For passes of so many days, with an assertion of its own each.
pub(crate) fn issue(data: &DataFolder, days: u64) -> Arc<Requests> {
    let now = SystemClock.now();
    let holders: Vec<_> = (0..days).map(|_| HolderPair::p256()).collect();
    let public: Vec<_> = holders.iter().map(HolderPair::public).collect();
    let keys: Vec<_> = (0..).zip(&holders).map(|(day, holder)| holder.for_day(day_in_seoul(now, day))).collect();
    let body = json!({ "holder_keys": keys });
    let one = |number: usize| {
        let mut claims = data.partner.claims_at(now.seconds(), CITIZEN, &public);
        claims["auth_time"] = json!(now.seconds() - number as u64);
        keeping(&post("/v1/passes", &data.partner.sign(&claims), &body))
    };
    Requests::new((0..ASSERTIONS).map(one).collect())
}

/// To check the live code of a phone, at the second at which it was shown: a code as old as the benchmark is refused.
pub(crate) fn verify(data: &DataFolder, service: SocketAddr) -> Arc<Requests> {
    let phone = HolderPair::ed25519(9);
    let (_, answer) = send(service, &data.request_in(0, &phone)).expect("an answer");
    let (pass, at) = (answer["passes"][0]["qr"].as_str().expect("a pass"), SystemClock.now());
    let body = json!({ "text": phone.present(pass, at, None), "at": at });
    let credential = std::fs::read_to_string(data.path("operator.token")).expect("a credential");
    Requests::new(vec![keeping(&post("/v1/verify", credential.trim(), &body))])
}

/// The same request on a connection that is kept.
fn keeping(request: &str) -> String {
    request.replacen("Connection: close\r\n", "", 1)
}
