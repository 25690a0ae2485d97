//! Measures what a node does when far more is asked of it than it can do: a real service on one half of the processors,
//! and clients on the other half. First more and more clients, each of whom waits for its answer, find how many it
//! takes for the most that it answers in a second. Then, in turn with so many, up to ten times as many requests come,
//! whether answers come or not, over as many connections as a proxy keeps.
//! `cargo bench --bench overload`, with `HAETAE_BENCH_SECONDS=2` for shorter steps.

mod client;
#[path = "../connection.rs"]
mod connection;
#[path = "../processors.rs"]
mod processors;

use std::sync::Arc;
use std::time::Duration;

use haetae::clock::{Clock as _, SystemClock};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::CITIZEN;
use haetae_testkit::service::process::{DataFolder, Serving, day_in_seoul, post};
use serde_json::json;
use tokio::runtime::Runtime;

use client::{Clients, Measured};

const PROGRAM: &str = env!("CARGO_BIN_EXE_haetae");
/// What a request asks for: as many passes as an answer of a node under pressure has, so that all answers cost the
/// same.
const DAYS: u64 = 3;
/// Clients who wait for their answers.
const CROWDS: [usize; 8] = [1, 2, 4, 8, 16, 32, 64, 128];
/// How many times as much is offered as the node can do, in turn.
const OVERLOADS: [usize; 3] = [2, 5, 10];
/// How often a request is sent: an assertion may be used ten times.
const REPEATS: usize = 8;
/// The peak and each overload are measured in turn, so often: whatever the machine does besides, it does to both.
const ROUNDS: usize = 3;

/// No limit of a partner refuses anything, all connections come from one address, and nine of ten answers
/// are to come within fifty milliseconds.
const SETTINGS: [(&str, &str); 6] = [
    ("HAETAE__LIMITS__REQUESTS_PER_MINUTE", "0"),
    ("HAETAE__LIMITS__REQUESTS_PER_DAY", "0"),
    ("HAETAE__LIMITS__PARTNER_PER_MINUTE", "0"),
    ("HAETAE__LIMITS__PARTNER_AT_ONCE", "0"),
    ("HAETAE__LIMITS__TARGET_MS", "50"),
    ("HAETAE__SERVICE__MAX_CONNECTIONS_PER_ADDRESS", "4000"),
];

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if std::env::args().any(|word| word == "--test" || word == "--list") {
        return;
    }
    let seconds = std::env::var("HAETAE_BENCH_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5.0);
    let (of_service, of_clients) = processors::halves();
    processors::run_on(&of_clients);
    let runtime = Runtime::new().expect("a runtime");
    let mut data = runtime.block_on(DataFolder::new(PROGRAM));
    data.environment = SETTINGS.map(|(name, value)| (name, value.into())).into();
    let service = data.serve_by(processors::command_on(&of_service, PROGRAM));

    // Each step warms up for half as long as it is measured.
    let (measure, warm_up) = (Duration::from_secs_f64(seconds / 2.0), Duration::from_secs_f64(seconds / 4.0));
    let clients = |number: usize| Arc::new(Clients::new(service.public, requests(&data, number), warm_up, measure));
    println!("{:<36}{:>12}{:>12}{:>12}{:>12}", "", "offered/s", "answered/s", "median ms", "99 % ms");
    let wait = |crowd: usize| runtime.block_on(clients(20_000).wait_for_answers(crowd));
    let searched = CROWDS.map(|crowd| {
        let measured = wait(crowd);
        show(&format!("{crowd} clients who wait"), &measured);
        (crowd, measured)
    });
    let by_goodput = |one: &(usize, Measured), other: &(usize, Measured)| one.1.goodput().total_cmp(&other.1.goodput());
    let (crowd, most) = searched.into_iter().max_by(by_goodput).expect("a crowd");
    for times in OVERLOADS {
        let rate = times as f64 * most.goodput();
        // As many again as are measured come while it warms up, or fewer.
        let number = 2 * times * most.answered() / REPEATS + 1;
        let (mut peak, mut overload) = (Measured::default(), Measured::default());
        for _ in 0..ROUNDS {
            peak.add(wait(crowd));
            overload.add(runtime.block_on(clients(number).come_at(rate)));
        }
        show(&format!("the peak, {crowd} clients who wait"), &peak);
        show(&format!("{times} times the peak"), &overload);
        compare(&peak, &overload);
    }
    assert!(still_serves(&service, &data), "it answers again when the flood is over");
}

fn compare(peak: &Measured, overload: &Measured) {
    println!("{:>8.2} times the peak is offered", overload.offered() / peak.goodput());
    println!("{:>8.2} of the peak is answered", overload.goodput() / peak.goodput());
    println!("{:>8.2} times the median at the peak, for those who are admitted", ratio(overload, peak, 50));
    println!("{:>8.2} times the slowest of a hundred at the peak", ratio(overload, peak, 99));
    let node = [50, 90, 99].map(|percent| overload.node_time(percent).as_millis());
    println!(
        "{node:>8?} ms at the node: 50, 90 and 99 %; {:?} at the peak",
        [50, 90, 99].map(|percent| peak.node_time(percent).as_millis())
    );
    println!(
        "{:>8?} ms late were the clients themselves: 50, 90 and 99 %",
        [50, 90, 99].map(|percent| overload.lateness(percent).as_millis())
    );
    let Measured { refused, by_proxy, late, failed, .. } = overload;
    println!("{refused:>8} refused by the node, {by_proxy} by the proxy, {late} too late, {failed} ended otherwise");
}

fn show(name: &str, measured: &Measured) {
    let times = [50, 99].map(|percent| measured.time(percent).as_secs_f64() * 1e3);
    let (offered, answered) = (measured.offered(), measured.goodput());
    println!("{name:<36}{offered:>12.0}{answered:>12.0}{:>12.1}{:>12.1}", times[0], times[1]);
}

fn ratio(overload: &Measured, peak: &Measured, percent: usize) -> f64 {
    overload.time(percent).as_secs_f64() / peak.time(percent).as_secs_f64()
}

/// Requests for a phone, each with an assertion of its own.
fn requests(data: &DataFolder, number: usize) -> Vec<String> {
    let now = SystemClock.now();
    let holders: Vec<_> = (0..DAYS).map(|_| HolderPair::p256()).collect();
    let public: Vec<_> = holders.iter().map(HolderPair::public).collect();
    let keys: Vec<_> = (1..).zip(&holders).map(|(day, holder)| holder.for_day(day_in_seoul(now, day))).collect();
    let body = json!({ "holder_keys": keys });
    let one = |number: usize| {
        let mut claims = data.partner.claims_at(now.seconds(), CITIZEN, &public);
        claims["auth_time"] = json!(now.seconds() - number as u64 % 86_400);
        claims["exp"] = json!(now.seconds() + 300 - number as u64 / 86_400);
        // Clients keep their connections, as the proxies of partners do.
        post("/v1/passes", &data.partner.sign(&claims), &body).replacen("Connection: close\r\n", "", 1)
    };
    (0..number).map(one).collect()
}

/// Whether it gives passes within a minute after the flood.
fn still_serves(service: &Serving, data: &DataFolder) -> bool {
    let request = data.request(&HolderPair::p256());
    (0..60).any(|_| {
        haetae_testkit::service::process::send(service.public, &request).is_some_and(|(status, _)| status == 200)
    })
}
