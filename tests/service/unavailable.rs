//! The answers when the service's own parts fail: they say what to do, and nothing of the cause.

use std::sync::Arc;
use std::time::Duration;

use haetae::http::{AppState, HttpSettings, public_router};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::post;
use haetae_testkit::service::{CITIZEN, Harness, ask, runtime, settings};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::passes::request;

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_does_not_answer_is_not_reported_as_a_no() {
    let harness = Harness::start().await;
    harness.store.fail();
    let answer = harness.public(request(&harness, CITIZEN, &[(0, &HolderPair::ed25519(7))])).await;
    let detail = answer.problem(503, "store_unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    assert!(!detail.contains("fire"), "{detail}");
    let revoke = post("/v1/revocations", &json!({ "subject": CITIZEN }));
    harness.operator(revoke).await.problem(503, "store_unavailable");
    harness.store.work();
    harness.public(request(&harness, CITIZEN, &[(0, &HolderPair::ed25519(7))])).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_takes_too_long_is_given_up() {
    let harness = Harness::start().await;
    harness.store.hang();
    let settings = HttpSettings { request_timeout: Duration::from_millis(50), ..settings() };
    let service = AppState::new(&runtime(harness.node.clone()), settings, CancellationToken::new());
    let answer =
        ask(public_router(Arc::new(service)), request(&harness, CITIZEN, &[(0, &HolderPair::ed25519(7))])).await;
    answer.problem(503, "took_too_long");
    assert_eq!(answer.header("retry-after"), "5");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_an_answer_too() {
    let harness = Harness::start().await;
    harness.store.panic();
    let answer = harness.public(request(&harness, CITIZEN, &[(0, &HolderPair::ed25519(7))])).await;
    let detail = answer.problem(500, "internal_error");
    assert!(!detail.contains("panic"), "{detail}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}
