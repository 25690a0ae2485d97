use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::passes::request;
use crate::support::answer::{bearing, get, post, with};
use crate::support::phone::HolderPair;
use crate::support::signing::Ceremony;
use crate::support::{CITIZEN, Harness, OPERATOR_TOKEN, ask};

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_can_work_says_so() {
    let harness = Harness::start().await;
    assert_eq!(harness.public(get("/healthz")).await.good(), json!({ "status": "alive" }));
    assert_eq!(harness.operator_without_token(get("/healthz")).await.good(), json!({ "status": "alive" }));
    assert_eq!(harness.public(get("/readyz")).await.good(), json!({ "status": "ready" }));
    let why = harness.operator(get("/readyz")).await.good();
    assert_eq!(
        why,
        json!({
            "status": "ready",
            "checks": {
                "stopping": false, "store": true, "published": true, "publishes": false, "publisher": null, "keys": true,
                "stale_at": "2026-11-16T08:00:00Z", "expires_at": "2026-11-29T08:00:00Z", "signs_until": "2026-12-13",
                "journal": "off", "journal_problem": null,
            },
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_cannot_work_says_why_to_operators_only() {
    let require = async |harness: &Harness, check: &str, value: bool| {
        let public = harness.public(get("/readyz")).await;
        assert_eq!((public.status.as_u16(), public.json()), (503, json!({ "status": "not_ready" })));
        let why = harness.operator(get("/readyz")).await;
        assert_eq!(why.status.as_u16(), 503);
        assert_eq!(why.json()["checks"][check], value, "{why:?}");
        harness.public(get("/healthz")).await.good();
    };
    let harness = Harness::unpublished().await;
    require(&harness, "published", false).await;
    harness.publish().await;
    harness.public(get("/readyz")).await.good();
    harness.store.fail();
    require(&harness, "store", false).await;
    harness.store.work();
    harness.clock.advance(86_400);
    require(&harness, "published", false).await;

    let keyless = harness.with_keys(Ceremony::without_phone_keys()).await;
    keyless.publish().await;
    require(&keyless, "keys", false).await;

    let stop = CancellationToken::new();
    let stopping = harness.stoppable(&stop);
    stop.cancel();
    let why = ask(stopping, bearing(get("/readyz"), OPERATOR_TOKEN)).await;
    assert_eq!((why.status.as_u16(), &why.json()["checks"]["stopping"]), (503, &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_what_happened() {
    let harness = Harness::start().await;
    let pair = HolderPair::ed25519(7);
    harness.public(request(&harness, CITIZEN, &[(0, &pair), (1, &HolderPair::ed25519(8))])).await.good();
    harness.public(post("/v1/passes", &json!({}))).await.problem(401, "assertion_missing");
    harness.public(get("/nowhere?who=me")).await.problem(404, "not_found");
    harness.public(Request::builder().method("BREW").uri("/v1/passes").body(Body::empty()).expect("a request")).await;
    harness.clock.advance(100);
    // Each listener of the harness shares one service with the other.
    let answer = harness.operator(get("/metrics")).await;
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = std::str::from_utf8(&answer.body).expect("text").to_owned();
    for line in [
        r#"haetae_http_requests_total{listener="public",route="/v1/passes",method="POST",status="200"} 1"#,
        r#"haetae_http_requests_total{listener="public",route="/v1/passes",method="POST",status="401"} 1"#,
        r#"haetae_http_requests_total{listener="public",route="unmatched",method="GET",status="404"} 1"#,
        r#"haetae_http_requests_total{listener="public",route="/v1/passes",method="other",status="405"} 1"#,
        r#"haetae_http_request_duration_seconds_count{listener="public",route="/v1/passes"} 3"#,
        r#"haetae_http_problems_total{code="assertion_missing"} 1"#,
        r#"haetae_passes_issued_total{kind="phone"} 2"#,
        "haetae_publish_failures_total 0",
        "haetae_manifest_age_seconds 100",
        "haetae_manifest_expires_timestamp_seconds 1795939200",
        "haetae_issuing_key_days 29",
        "haetae_publishing_duty 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    harness.public(get("/metrics")).await.problem(404, "not_found");
    harness.operator_without_token(get("/metrics")).await.problem(401, "operator_token_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operators_listener_shows_nothing_without_its_token() {
    let harness = Harness::start().await;
    for path in ["/metrics", "/readyz", "/openapi.json", "/nowhere", "/v1/verify"] {
        harness.operator_without_token(get(path)).await.problem(401, "operator_token_required");
    }
    for token in ["", "x", &OPERATOR_TOKEN[1..], &format!("{OPERATOR_TOKEN}x")] {
        harness.operator(bearing(get("/readyz"), token)).await.problem(401, "operator_token_required");
    }
    harness.operator(get("/nowhere")).await.problem(404, "not_found");
    harness.operator(get("/v1/passes")).await.problem(404, "not_found");
    harness.operator(get("/v1/trust/manifest")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_an_id_and_keeps_browsers_on_a_short_leash() {
    let harness = Harness::start().await;
    let brought = "4bf92f3577b34da6a3ce929d0e0e4736";
    let answer = harness.public(with(get("/healthz"), "x-request-id", brought)).await;
    assert_eq!(answer.header("x-request-id"), brought);
    let mut made = Vec::new();
    for insane in ["citizen-1", "Kim Min-su 900305", "short", &"a".repeat(65)] {
        let answer = harness.public(with(get("/nowhere"), "x-request-id", insane)).await;
        assert_ne!(answer.header("x-request-id"), insane);
        made.push(answer.header("x-request-id").to_owned());
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    }
    made.dedup();
    assert_eq!(made.len(), 4, "each request has an id of its own: {made:?}");
}
