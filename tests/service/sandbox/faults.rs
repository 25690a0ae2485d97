use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae_core::{Outcome, TrustStore};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, get, post, with};
use haetae_testkit::service::{ask, now};
use http_body_util::BodyExt as _;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};

use super::{Rehearsal, time};

fn faulty(path: &str, fault: &str) -> Request<Body> {
    with(get(path), "haetae-sandbox-fault", fault)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_is_refused_as_its_header_asks() {
    let sandbox = Rehearsal::start(true).await;
    for (fault, status, code, retry_after) in [
        ("unavailable=30", 503, "store_unavailable", "30"),
        ("full_queue=7", 503, "node_full", "7"),
        ("too_many_requests", 429, "too_many_requests", "60"),
    ] {
        let answer = ask(sandbox.public.clone(), faulty("/healthz", fault)).await;
        answer.problem(status, code);
        assert_eq!(answer.header("retry-after"), retry_after);
        ask(sandbox.public.clone(), get("/healthz")).await.good();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_fault_is_refused_with_the_list_of_faults() {
    let sandbox = Rehearsal::start(true).await;
    for refused in ["fast", "slow", "revoked_person=SYN-000001"] {
        let detail = ask(sandbox.public.clone(), faulty("/healthz", refused)).await.problem(400, "invalid_body");
        assert!(detail.contains("slow=2s") || detail.contains("POST /sandbox/faults"), "{detail}");
    }
    for refused in [json!({ "fault": "fast" }), json!({ "fault": "no_answer", "requests": 0 }), json!({})] {
        ask(sandbox.operator.clone(), post("/sandbox/faults", &refused)).await.problem(400, "invalid_body");
    }
    assert_eq!(sandbox.state().await["faults"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_lasts_as_long_as_was_asked_and_the_state_says_so() {
    let sandbox = Rehearsal::start(true).await;
    sandbox.fault(&json!({ "fault": "unavailable", "requests": 2, "path": "/healthz" })).await;
    let state = sandbox.fault(&json!({ "fault": "full_queue", "seconds": 60 })).await;
    assert_eq!(state["faults"].as_array().map(Vec::len), Some(2));
    assert_eq!(state["faults"][0], json!({ "fault": "unavailable=5", "requests_left": 2, "path": "/healthz" }));
    let code = async || ask(sandbox.public.clone(), get("/healthz")).await.json()["code"].clone();
    assert_eq!([code().await, code().await, code().await], ["store_unavailable", "store_unavailable", "node_full"]);
    sandbox.moves(&json!({ "advance": 60 })).await;
    assert_eq!(code().await, Value::Null);
    assert_eq!(sandbox.state().await["requests"], json!({ "GET /healthz": 4 }));
    sandbox.fault(&json!({ "fault": "no_answer" })).await;
    let ended = Request::delete("/sandbox/faults").body(Body::empty()).expect("a request");
    assert_eq!(ask(sandbox.operator.clone(), ended).await.good()["faults"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_time_is_in_the_answer_and_in_its_date() {
    let sandbox = Rehearsal::start(true).await;
    sandbox.fault(&json!({ "fault": "wrong_time=-3600s" })).await;
    let answer = sandbox.pass(&HolderPair::ed25519(1)).await;
    assert_eq!(time(&answer["server_time"]), now().saturating_sub(3_600));
    assert_eq!(ask(sandbox.public.clone(), get("/healthz")).await.header("date"), "Sun, 15 Nov 2026 07:00:00 GMT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_reply_was_done_and_is_cut() {
    let sandbox = Rehearsal::start(true).await;
    let service = TowerToHyperService::new(sandbox.public.clone());
    let answer = service.call(faulty("/v1/trust/manifest", "dropped_reply")).await.expect("infallible");
    assert!(answer.into_body().collect().await.is_err());
}

/// What a follower of the set in force makes of the files that a listener serves.
async fn taken(public: &Router, trust: &mut TrustStore, fault: &str) -> (Outcome, Answer) {
    let manifest = ask(public.clone(), faulty("/v1/trust/manifest", fault)).await;
    (trust.take_set(&manifest.body, &[]), manifest)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_manifest_is_a_rollback_and_a_hostile_mirror_is_noticed() {
    let sandbox = Rehearsal::start(true).await;
    let mut trust = TrustStore::new(sandbox.roots.clone());
    sandbox.moves(&json!({ "advance": 86_400 })).await;
    let bundle = ask(sandbox.public.clone(), get("/v1/trust/bundle")).await.body;
    assert_eq!(trust.take_bundle(&bundle), Outcome::Taken);
    let (outcome, old) = taken(&sandbox.public, &mut trust, "old_manifest").await;
    assert_eq!((outcome, old.header("etag")), (Outcome::Rollback, ""));
    assert_eq!(taken(&sandbox.public, &mut trust, "hostile_mirror").await.0, Outcome::BadSignature);
    let bundle = ask(sandbox.public.clone(), faulty("/v1/trust/bundle", "hostile_mirror")).await.body;
    assert_ne!(trust.take_bundle(&bundle), Outcome::Taken);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_key_is_in_the_manifest_and_its_spare_issues() {
    let sandbox = Rehearsal::start(true).await;
    let holder = HolderPair::ed25519(1);
    let before = sandbox.pass(&holder).await;
    sandbox.fault(&json!({ "fault": "withdrawn_key" })).await;
    let served = sandbox.node.publisher.served().expect("a set");
    assert_eq!(served.contents.withdrawn().len(), 1);
    let after = sandbox.pass(&holder).await;
    assert_ne!(before["passes"][0]["qr"], after["passes"][0]["qr"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_person_gets_no_pass_and_a_stranger_cannot_be_revoked() {
    let sandbox = Rehearsal::start(true).await;
    let holder = HolderPair::ed25519(1);
    sandbox.pass(&holder).await;
    let version = sandbox.state().await["manifest"].clone();
    let state = sandbox.fault(&json!({ "fault": "revoked_person=SYN-000001" })).await;
    assert_ne!(state["manifest"], version, "scanners can know it");
    let keys = json!({ "subject": "SYN-000001", "keys": haetae_core::keys_digest(&[holder.public()]) });
    let assertion = ask(sandbox.public.clone(), post("/demo/assertion", &keys)).await.good();
    let body = json!({ "holder_keys": [holder.for_day(haetae_testkit::service::day(0))] });
    let token = assertion["assertion"].as_str().expect("an assertion").to_owned();
    let request = haetae_testkit::service::answer::bearing(post("/v1/passes", &body), &token);
    ask(sandbox.public.clone(), request).await.problem(403, "revoked");
    let unknown = json!({ "fault": "revoked_person=SYN-999999" });
    ask(sandbox.operator.clone(), post("/sandbox/faults", &unknown)).await.problem(404, "unknown_subject");
}
