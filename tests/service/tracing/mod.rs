//! Traces of the real program, as a collector gets them.

mod collector;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::CITIZEN;
use haetae_testkit::service::process::{DataFolder, Serving, send};
use opentelemetry_proto::tonic::trace::v1::Span;
use rustix::process::{Signal, kill_process};
use serde_json::Value;

use crate::PROGRAM;
use collector::{Collector, Sent, attribute, resources, spans};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// A service that sends its traces there.
async fn traced(endpoint: &str, more: &[(&'static str, &str)]) -> (DataFolder, Serving) {
    let mut data = DataFolder::new(PROGRAM).await;
    let settings = [("HAETAE__TRACING__ENDPOINT", endpoint), ("HAETAE__TRACING__SAMPLE_RATIO", "1")];
    let all = settings.iter().chain(more).map(|(name, value)| (*name, PathBuf::from(value)));
    data.environment.extend(all);
    let serving = data.serve();
    (data, serving)
}

fn get(serving: &Serving, path: &str, traceparent: Option<&str>) {
    let header = traceparent.map(|value| format!("traceparent: {value}\r\n")).unwrap_or_default();
    let request = format!("GET {path} HTTP/1.1\r\nHost: haetae\r\nConnection: close\r\n{header}\r\n");
    send(serving.public, &request).expect("an answer");
}

/// How many spans had this outcome, as `/metrics` says it.
fn count(data: &DataFolder, serving: &Serving, outcome: &str) -> u64 {
    let log = serving.log();
    let events = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let operator = events.filter_map(|event| event["operator"].as_str().map(str::to_owned)).next().expect("an address");
    let token = std::fs::read_to_string(data.path("operator.token")).expect("a token");
    let asked =
        ureq::get(format!("http://{operator}/metrics")).header("authorization", format!("Bearer {}", token.trim_end()));
    let metrics = asked.call().expect("an answer").body_mut().read_to_string().expect("text");
    let begin = format!("haetae_trace_spans_total{{outcome=\"{outcome}\"}} ");
    let line = metrics.lines().find_map(|line| line.strip_prefix(&begin)).unwrap_or_else(|| panic!("{metrics}"));
    line.parse().expect("a number")
}

fn stop(serving: &mut Serving) {
    kill_process(serving.pid(), Signal::TERM).expect("a signal");
    assert!(serving.wait(), "it ends well: {}", serving.log());
}

fn find<'s>(spans: &'s [Span], name: &str) -> Option<&'s Span> {
    spans.iter().find(|span| span.name == name)
}

fn has(name: &'static str) -> impl Fn(&[Sent]) -> bool {
    move |sent| find(&spans(sent), name).is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_one_trace_with_its_steps_and_follows_its_caller() {
    let collector = Collector::start();
    let more =
        [("HAETAE__TRACING__HEADERS", "authorization=Bearer hush,x-tenant=seoul"), ("OTEL_SERVICE_NAME", "other")];
    let (data, serving) = traced(&collector.endpoint(), &more).await;
    let asked = data.request(&HolderPair::ed25519(1));
    let traceparent = format!("Host: haetae\r\ntraceparent: 00-{TRACE}-{CALLER}-01\r\n");
    let (status, _) = send(serving.public, &asked.replacen("Host: haetae\r\n", &traceparent, 1)).expect("an answer");
    assert_eq!(status, 200);
    let sent = collector.wait_for(has("POST /v1/passes"));
    assert!(sent[0].head.starts_with("post /v1/traces http/1.1\r\n"), "{}", sent[0].head);
    assert!(sent[0].head.contains("authorization: bearer hush\r\n") && sent[0].head.contains("x-tenant: seoul\r\n"));
    assert!(sent[0].head.contains("content-type: application/x-protobuf\r\n"), "{}", sent[0].head);
    let service = resources(&sent)[0].resource.clone().expect("a resource");
    assert_eq!(attribute(&service.attributes, "service.name").as_deref(), Some("haetae"));

    let spans = spans(&sent);
    let request = find(&spans, "POST /v1/passes").expect("a request");
    assert_eq!((hex::encode(&request.trace_id), hex::encode(&request.parent_span_id)), (TRACE.into(), CALLER.into()));
    assert_eq!(request.kind, 2, "a server");
    for (key, value) in [
        ("http.request.method", "POST"),
        ("http.route", "/v1/passes"),
        ("http.response.status_code", "200"),
        ("haetae.listener", "public"),
    ] {
        assert_eq!(attribute(&request.attributes, key).as_deref(), Some(value), "{key}");
    }
    for name in ["partner", "limits", "record", "sign", "journal"] {
        let step = find(&spans, name).unwrap_or_else(|| panic!("{name}: {spans:#?}"));
        assert_eq!((&step.trace_id, &step.parent_span_id), (&request.trace_id, &request.span_id), "{name}");
        assert!(step.start_time_unix_nano >= request.start_time_unix_nano, "{name}");
        assert!(step.end_time_unix_nano <= request.end_time_unix_nano, "{name}");
    }
    assert!(!serving.log().contains("hush"));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_trace_says_who_somebody_is() {
    let collector = Collector::start();
    let (data, mut serving) = traced(&collector.endpoint(), &[("HAETAE__LOG__LEVEL", "trace")]).await;
    let asked = data.request(&HolderPair::ed25519(1));
    let assertion = asked.split("Bearer ").nth(1).and_then(|rest| rest.split("\r\n").next()).expect("an assertion");
    let (_, body) = send(serving.public, &asked).expect("an answer");
    let pass = body["passes"][0]["qr"].as_str().expect("a pass").to_owned();
    get(&serving, "/canary-address?name=canary-name", Some("00-canary-trace"));
    get(&serving, "/v1/trust/files/canary-file", None);
    stop(&mut serving);
    let sent = collector.sent();
    let spans = spans(&sent);
    assert!(find(&spans, "GET unmatched").is_some() && find(&spans, "POST /v1/passes").is_some(), "{spans:#?}");
    assert!(spans.iter().all(|span| span.events.is_empty()), "log lines stay out of traces: {spans:#?}");
    let bytes: Vec<u8> = sent.into_iter().flat_map(|sent| sent.body).collect();
    let text = String::from_utf8_lossy(&bytes);
    for canary in [CITIZEN, assertion, &pass, "canary"] {
        assert!(!text.contains(canary), "{canary}: {spans:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_decision_counts_and_otherwise_the_ratio() {
    let (trace, other) = (TRACE, "0af7651916cd43dd8448eb211c80319c");
    for (ratio, alone) in [("0", 0), ("1", 1)] {
        let collector = Collector::start();
        let (_data, mut serving) = traced(&collector.endpoint(), &[("HAETAE__TRACING__SAMPLE_RATIO", ratio)]).await;
        get(&serving, "/healthz", Some(&format!("00-{trace}-{CALLER}-01")));
        get(&serving, "/healthz", Some(&format!("00-{other}-{CALLER}-00")));
        get(&serving, "/healthz", None);
        stop(&mut serving);
        let ids: Vec<String> = spans(&collector.sent()).iter().map(|span| hex::encode(&span.trace_id)).collect();
        assert!(ids.iter().any(|id| id == trace) && !ids.iter().any(|id| id == other), "{ratio}: {ids:?}");
        assert_eq!(ids.len(), 1 + alone, "{ratio}: {ids:?}");
    }
}

/// Requests go on while the collector takes a message and does not answer; what does not fit is dropped and counted,
/// and the service ends without it.
#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_hangs_holds_nothing_up() {
    let collector = Collector::hanging();
    let (data, mut serving) = traced(&collector.endpoint(), &[]).await;
    get(&serving, "/healthz", None);
    collector.wait_for(|sent| !sent.is_empty());
    let agent = ureq::Agent::new_with_defaults();
    let address = format!("http://{}/healthz", serving.public);
    let mut requests = 0;
    while count(&data, &serving, "dropped") == 0 {
        assert!(requests < 20_000, "nothing was dropped");
        for _ in 0..500 {
            agent.get(&address).call().expect("an answer").body_mut().read_to_vec().expect("a body");
        }
        requests += 500;
    }
    assert_eq!(count(&data, &serving, "sent"), 0);
    stop(&mut serving);
    assert!(serving.log().contains("the last traces were not sent"), "{}", serving.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_collector_is_reported_once_and_found_again() {
    let free = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    let (data, serving) = traced(&format!("http://{address}/v1/traces"), &[]).await;
    get(&serving, "/healthz", None);
    while count(&data, &serving, "failed") == 0 {
        std::thread::yield_now();
    }
    let collector = Collector::at(address, true);
    // Until then the queue may be full.
    serving.wait_for("the collector takes traces again");
    get(&serving, "/readyz", None);
    collector.wait_for(has("GET /readyz"));
    assert_eq!(serving.log().matches("the collector does not take traces").count(), 1, "{}", serving.log());
}
