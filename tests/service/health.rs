use axum::body::Body;
use axum::http::Request;
use haetae::clock::Clock as _;
use haetae::http::HttpSettings;
use haetae::model::Reason;
use haetae::store::BroughtBack;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post, with};
use haetae_testkit::service::ceremony::Ceremony;
use haetae_testkit::service::{CITIZEN, Harness, NOW, OPERATOR_TOKEN, ask, settings};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::passes::request;

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_can_work_says_so() {
    let harness = Harness::start().await;
    assert_eq!(harness.public(get("/healthz")).await.good(), json!({ "status": "alive" }));
    assert_eq!(harness.operator_without_token(get("/healthz")).await.good(), json!({ "status": "alive" }));
    assert_eq!(harness.public(get("/readyz")).await.good(), json!({ "status": "ready" }));
    let why = harness.operator(get("/readyz")).await.good();
    let fresh: serde_json::Map<_, _> = [
        ("issuing_keys", 29 * 86_400),
        ("manifest_expires", 14 * 86_400),
        ("manifest_stale", 86_400),
        ("status_keys", 29 * 86_400),
        ("status_lists", 29 * 86_400),
        ("trust_list", 365 * 86_400),
    ]
    .map(|(of, left)| (of.to_owned(), json!({ "level": "fresh", "seconds_left": left })))
    .into_iter()
    .collect();
    assert_eq!(
        why,
        json!({
            "status": "ready",
            "checks": {
                "stopping": false, "store": true, "reconciled": true, "published": true, "publishes": false, "publisher": null, "keys": true,
                "stale_at": "2026-11-16T08:00:00Z", "expires_at": "2026-11-29T08:00:00Z", "signs_until": "2026-12-13",
                "journal": "off", "journal_problem": null, "freshness": fresh,
                "clock": true, "clock_problem": null, "signing": true, "signing_problem": null,
                "rules": {
                    "version": null, "issued": null, "next_change": null, "policies": [], "canaries": 0, "wrong": [], "problem": null,
                },
            },
        })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_service_that_is_marked_for_load_tests_says_so() {
    let harness = Harness::start().await;
    let marked = harness.public_with(HttpSettings { load_test: true, ..settings() });
    let said = ask(marked, get("/healthz")).await.good();
    assert_eq!(said, json!({ "status": "alive", "load_test": true }));
}

/// Enters that nothing was missing.
async fn bring_back(harness: &Harness) {
    let (at, reason) = (harness.clock.now(), Reason::new("a drill").expect("a reason"));
    let found = BroughtBack { revoked: Vec::new(), withdrawn: Vec::new(), next_serial: 0, at, reason };
    harness.node.store.bring_back(&found).await.expect("the store answers");
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
    harness.node.store.require_reconciling().await.expect("the store answers");
    require(&harness, "reconciled", false).await;
    bring_back(&harness).await;
    harness.public(get("/readyz")).await.good();
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
        "haetae_clock_disagrees 0",
        "haetae_clock_ahead_seconds 0",
        r#"haetae_freshness_level{of="manifest_stale"} 0"#,
        r#"haetae_freshness_seconds_left{of="manifest_stale"} 86300"#,
        r#"haetae_freshness_age_ratio{of="manifest_stale"} 0.0011574074074074073"#,
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
async fn every_answer_has_an_id_and_restricts_browsers() {
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

#[tokio::test(flavor = "multi_thread")]
async fn an_approaching_expiry_is_reported_at_each_quarter_of_the_lifetime_and_the_service_stays_ready() {
    let harness = Harness::start().await;
    let (start, hour, day) = (NOW, 3_600, 86_400);
    let level = async |of: &str| {
        let why = harness.operator(get("/readyz")).await;
        let metrics = harness.operator(get("/metrics")).await;
        let text = String::from_utf8(metrics.body.to_vec()).expect("text");
        let word = why.json()["checks"]["freshness"][of]["level"].clone();
        let number = ["fresh", "watch", "act", "urgent"].iter().position(|known| word == **known).expect("a level");
        let line = format!("haetae_freshness_level{{of=\"{of}\"}} {number}");
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        (number, why.status.as_u16())
    };
    let at = |seconds: u64| harness.clock.set(haetae_core::UnixTime::saturating_new(start + seconds));
    for (seconds, expected) in
        [(6 * hour - 1, (0, 200)), (6 * hour, (1, 200)), (12 * hour, (2, 200)), (18 * hour, (3, 200)), (day, (3, 503))]
    {
        at(seconds);
        assert_eq!(level("manifest_stale").await, expected, "{seconds}");
    }
    // The expiry of the manifest, the days that have a list, and the days that have keys: nothing is renewed.
    let statuses = [
        ("manifest_expires", [(3, 0), (4, 1), (7, 2), (11, 3), (15, 3)]),
        ("status_lists", [(7, 0), (8, 1), (15, 2), (22, 3), (29, 3)]),
        ("trust_list", [(90, 0), (92, 1), (183, 2), (274, 3), (365, 3)]),
        ("status_keys", [(336, 0), (345, 1), (352, 2), (359, 3), (366, 3)]),
        ("issuing_keys", [(336, 0), (345, 1), (352, 2), (359, 3), (366, 3)]),
    ];
    for (of, expected) in statuses {
        for (days, number) in expected {
            at(days * day);
            assert_eq!(level(of).await.0, number, "{of} after {days} days");
        }
    }
    at(day / 2);
    harness.publish().await;
    assert_eq!(level("manifest_stale").await, (0, 200));
}
