//! No name, subject id or pass ever gets into a log, however much is logged and whatever goes wrong.

use std::io;
use std::sync::{Arc, Mutex};

use haetae_core::{CivilDate, Doses, Evidence, Product};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post, post_text, with};
use haetae_testkit::service::{Harness, now, person};
use serde_json::{Value, json};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::passes::request;

const SUBJECT: &str = "canary-subject-7f3a";
const STRANGER: &str = "canary-stranger-7f3a";
const NAME: &str = "Canary* Nightingale*";
const REASON: &str = "canary-reason-7f3a";

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic while logging").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'writer> MakeWriter<'writer> for Log {
    type Writer = Self;

    fn make_writer(&'writer self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn canaries_are_in_no_log() {
    let log = Log::default();
    // For the whole process, because work moves between threads; log lines of other tests do no harm.
    let everything_of_ours = Targets::new().with_default(LevelFilter::INFO).with_target("haetae", LevelFilter::TRACE);
    let lines = tracing_subscriber::fmt::layer().json().with_span_list(true).with_writer(log.clone());
    let subscriber = tracing_subscriber::registry().with(everything_of_ours).with(lines);
    tracing::subscriber::set_global_default(subscriber).expect("no other subscriber in this process");

    let harness = Harness::start().await;
    let evidence = Evidence::Vaccination {
        doses: Doses::new(3).expect("doses"),
        date: CivilDate::parse("2026-07-06").expect("a date"),
        product: Product::new("CANARY-7F3A").expect("a product"),
    };
    harness.node.store.import(&[person(SUBJECT, NAME, vec![evidence])]).await.expect("an import");

    let pair = HolderPair::ed25519(7);
    let answer = harness.public(request(&harness, SUBJECT, &[(0, &pair)])).await;
    let request_id = answer.header("x-request-id").to_owned();
    let pass = answer.good()["passes"][0]["qr"].as_str().expect("a pass").to_owned();
    let code = pair.present(&pass, now(), None);
    let for_paper = harness.partner.sign(&harness.partner.paper_claims(SUBJECT));
    for accept in ["application/json", "image/png", "image/svg+xml", "application/pdf"] {
        let paper = bearing(post("/v1/passes/paper", &json!({})), &for_paper);
        assert!(harness.public(with(paper, "accept", accept)).await.status.is_success());
    }
    harness.operator(post("/v1/verify", &json!({ "text": code }))).await.good();
    harness.operator(post("/v1/verify", &json!({ "texts": [pass, code] }))).await.good();
    harness.operator(post("/v1/verify", &json!({ "text": pass, "name": NAME }))).await.problem(400, "invalid_body");

    // Addresses, headers and bodies that have no business there.
    harness.public(get(&format!("/{SUBJECT}?name={SUBJECT}"))).await.problem(404, "not_found");
    harness.public(get(&format!("/v1/trust/files/{SUBJECT}"))).await.problem(404, "not_found");
    harness.public(with(get("/healthz"), "x-request-id", SUBJECT)).await.good();
    harness
        .public(bearing(post_text("/v1/passes", &format!("{{\"{NAME}")), &for_paper))
        .await
        .problem(400, "malformed_json");
    let mut late = harness.partner.claims(SUBJECT, &[pair.public()]);
    late["exp"] = json!(5);
    let body = json!({ "holder_keys": [pair.for_day(haetae_testkit::service::day(0))] });
    let late = bearing(post("/v1/passes", &body), &harness.partner.sign(&late));
    harness.public(late).await.problem(401, "assertion_untimely");
    harness.public(request(&harness, STRANGER, &[(0, &pair)])).await.problem(404, "unknown_subject");

    // Failures of the service's own.
    harness.store.fail();
    harness.public(request(&harness, SUBJECT, &[(0, &pair)])).await.problem(503, "store_unavailable");
    harness.store.panic();
    harness.public(request(&harness, SUBJECT, &[(0, &pair)])).await.problem(500, "internal_error");
    harness.store.work();

    let revoke = json!({ "subject": SUBJECT, "reason": REASON });
    harness.operator(post("/v1/revocations", &revoke)).await.good();
    harness.operator(post("/v1/revocations", &json!({ "subject": STRANGER }))).await.problem(404, "unknown_subject");
    harness.publish().await;
    harness.public(request(&harness, SUBJECT, &[(0, &pair)])).await.problem(403, "revoked");
    harness.operator(post("/v1/reinstatements", &json!({ "subject": SUBJECT }))).await.good();

    harness.public(get("/v1/queue")).await.good();
    harness.public(post("/v1/queue", &json!({}))).await.problem(400, "invalid_body");

    let metrics = String::from_utf8(harness.operator(get("/metrics")).await.body.to_vec()).expect("text");
    let log = String::from_utf8(log.0.lock().expect("no panic while logging").clone()).expect("text");
    for (place, text) in [("log", &log), ("metrics", &metrics)] {
        assert!(text.contains("/v1/passes"), "the {place} was looked at");
        for canary in
            [SUBJECT, STRANGER, NAME, "Nightingale", REASON, "CANARY-7F3A", &pass[4..44], &code[4..44], &for_paper]
        {
            assert!(!text.to_lowercase().contains(&canary.to_lowercase()), "{canary} is in the {place}");
        }
    }
    assert!(log.contains(&request_id), "the request's id is in the log");
    assert!(log.contains("the disk is on fire"), "the cause of a failure is in the log");
    assert!(log.contains("issued to a phone"), "the finest level was on");

    // Those who wait are millions, each answer like the other: metrics count them.
    let answered = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let answered: Vec<Value> = answered.filter(|line| line["fields"]["message"] == "answered").collect();
    let quiet: Vec<&Value> = answered.iter().filter(|line| line["level"] != "INFO").collect();
    let [poll] = quiet.as_slice() else { panic!("{quiet:?}") };
    assert_eq!((&poll["level"], &poll["fields"]["status"]), (&json!("DEBUG"), &json!(200)));
    assert_eq!(poll["fields"]["route"], "/v1/queue");
    let refused = |line: &&Value| line["fields"]["route"] == "/v1/queue" && line["fields"]["status"] == 400;
    assert!(answered.iter().any(|line| refused(&line)), "what was refused is in the log");
    assert!(metrics.contains(r#"route="/v1/queue""#), "metrics count all");
}
