//! Limits of partners' keys: a stolen key is slowed down and noticed, and no other is affected.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::config::LimitsSection;
use haetae::http::{AppState, operator_router, public_router};
use haetae::limits::{Limits, Priority};
use haetae::model::Uses;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::partner::PartnerSigner;
use haetae_testkit::service::{CITIZEN, Harness, NEWCOMER, NOW, OPERATOR_TOKEN, ask, day, runtime, settings};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// The listeners of the harness's service with other limits.
pub(crate) fn limited(harness: &Harness, limits: LimitsSection) -> (Router, Router) {
    let mut node = harness.node.clone();
    node.limits = Arc::new(Limits::new(limits, harness.clock.clone()));
    let service = Arc::new(AppState::new(&runtime(node), settings(), CancellationToken::new()));
    (public_router(Arc::clone(&service)), operator_router(service))
}

/// A request with an assertion of its own.
fn request(partner: &PartnerSigner, subject: &str, number: u64) -> Request<Body> {
    let pair = HolderPair::ed25519(7);
    let mut claims = partner.claims(subject, &[pair.public()]);
    claims["auth_time"] = json!(NOW - 3_600 - number);
    bearing(post("/v1/passes", &json!({ "holder_keys": [pair.for_day(day(0))] })), &partner.sign(&claims))
}

async fn metrics(operator: Router) -> String {
    let answer = ask(operator, bearing(get("/metrics"), OPERATOR_TOKEN)).await;
    String::from_utf8(answer.body.to_vec()).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_above_its_limit_is_told_when_to_come_back_and_others_are_served() {
    let harness = Harness::start().await;
    let other = PartnerSigner::new(2, "partner-2");
    harness.register("partner-2", &other, Uses { passes: true, paper: true }).await;
    let limits = LimitsSection { requests_per_minute: 6, ..LimitsSection::unlimited() };
    let (public, operator) = limited(&harness, limits);
    for number in 0..6 {
        ask(public.clone(), request(&harness.partner, CITIZEN, number)).await.good();
    }
    let refused = ask(public.clone(), request(&harness.partner, CITIZEN, 6)).await;
    let detail = refused.problem(429, "too_many_requests");
    assert!(detail.starts_with("The partner's key has reached its limit of 6 requests in 60 s;"), "{detail}");
    assert_eq!(refused.header("retry-after"), "10");
    assert_eq!(refused.header("ratelimit"), r#""key-minute";r=0;t=10"#);
    assert_eq!(refused.header("ratelimit-policy"), r#""key-minute";q=6;w=60"#);
    ask(public.clone(), request(&other, CITIZEN, 0)).await.good();
    // Paper counts to the same key.
    let paper = harness.partner.sign(&harness.partner.paper_claims(CITIZEN));
    ask(public.clone(), bearing(post("/v1/passes/paper", &json!({})), &paper)).await.problem(429, "too_many_requests");

    harness.clock.advance(10);
    ask(public.clone(), request(&harness.partner, NEWCOMER, 7)).await.problem(409, "no_evidence");
    ask(public.clone(), request(&harness.partner, CITIZEN, 8)).await.problem(429, "too_many_requests");
    let text = metrics(operator).await;
    for line in [
        r#"haetae_partner_passes_issued_total{partner="partner-1",kind="phone"} 6"#,
        r#"haetae_partner_passes_issued_total{partner="partner-2",kind="phone"} 1"#,
        r#"haetae_partner_refusals_total{partner="partner-1",reason="too_many_requests"} 3"#,
        r#"haetae_partner_refusals_total{partner="partner-1",reason="no_evidence"} 1"#,
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_with_too_many_requests_in_progress_waits_and_so_does_nobody_else() {
    let harness = Harness::start().await;
    let other = PartnerSigner::new(2, "partner-2");
    harness.register("partner-2", &other, Uses { passes: true, paper: true }).await;
    let section =
        LimitsSection { partner_at_once: 2, requests_at_once: 3, partner_per_minute: 90, ..LimitsSection::unlimited() };
    let mut node = harness.node.clone();
    node.limits = Arc::new(Limits::new(section, harness.clock.clone()));
    let limits = Arc::clone(&node.limits);
    let public = public_router(Arc::new(AppState::new(&runtime(node), settings(), CancellationToken::new())));
    let slow = [
        limits.admit("partner-1", "key-1", "a.b.1", Priority::First).await.expect("room"),
        limits.admit("partner-1", "key-1", "a.b.2", Priority::First).await.expect("room"),
    ];
    let refused = ask(public.clone(), request(&harness.partner, CITIZEN, 0)).await;
    let detail = refused.problem(429, "too_many_requests");
    assert!(detail.starts_with("The partner has reached its limit of 2 requests at a time;"), "{detail}");
    assert_eq!(refused.header("ratelimit"), r#""partner-at-once";r=0;t=1"#);
    assert_eq!(
        refused.header("ratelimit-policy"),
        r#""partner-at-once";q=2;qu="concurrent-requests", "partner-minute";q=90;w=60"#
    );
    ask(public.clone(), request(&other, CITIZEN, 0)).await.good();
    let third = limits.admit("partner-2", "key-2", "a.b.3", Priority::First).await.expect("room");
    let full = ask(public.clone(), request(&other, CITIZEN, 1)).await;
    full.problem(503, "node_full");
    let wait: u64 = full.header("retry-after").parse().expect("seconds");
    assert!((1..=15).contains(&wait) && full.headers.get("ratelimit").is_none(), "{wait}");
    drop((slow, third));
    let good = ask(public, request(&harness.partner, CITIZEN, 0)).await;
    assert_eq!(good.headers.get("ratelimit"), None, "phones need not know what a partner has left");
    good.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_partner_has_not_signed_or_signed_before_does_not_use_up_its_limit() {
    let harness = Harness::start().await;
    let limits = LimitsSection { requests_per_minute: 2, ..LimitsSection::unlimited() };
    let (public, operator) = limited(&harness, limits);
    let thief = PartnerSigner::new(9, "partner-1");
    for number in 0..20 {
        ask(public.clone(), request(&thief, CITIZEN, number)).await.problem(401, "assertion_invalid");
    }
    let first = ask(public.clone(), request(&harness.partner, CITIZEN, 0)).await.good();
    let again = ask(public.clone(), request(&harness.partner, CITIZEN, 0)).await.good();
    assert_eq!(first, again);
    let mut answers = Vec::new();
    for _ in 0..20 {
        answers.push(ask(public.clone(), request(&harness.partner, CITIZEN, 0)).await.status.as_u16());
    }
    assert!(answers.contains(&429) && answers[0] == 200, "{answers:?}");
    ask(public.clone(), request(&harness.partner, CITIZEN, 1)).await.good();
    ask(public.clone(), request(&harness.partner, CITIZEN, 2)).await.problem(429, "too_many_requests");
    // A name that nobody has registered is no label.
    let stranger = PartnerSigner::new(9, "stranger");
    ask(public, request(&stranger, CITIZEN, 0)).await.problem(401, "assertion_invalid");
    let text = metrics(operator).await;
    assert!(!text.contains("stranger") && !text.contains(r#"reason="assertion_invalid""#), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unusual_hour_of_a_partners_key_shows_in_the_metrics() {
    let harness = Harness::start().await;
    let limits = LimitsSection { unusual_factor: 10, unusual_from: 5, ..LimitsSection::unlimited() };
    let (public, operator) = limited(&harness, limits);
    for _ in 0..25 {
        let mut claims = harness.partner.claims(CITIZEN, &[HolderPair::ed25519(7).public()]);
        let now = haetae::clock::Clock::now(&*harness.clock).seconds();
        (claims["iat"], claims["exp"], claims["auth_time"]) = (json!(now), json!(now + 60), json!(now));
        let today = haetae_core::UnixTime::saturating_new(now + 9 * 3_600).status_day().0;
        let day = haetae_core::CivilDate::from_days(i64::from(today)).expect("a day");
        let body = json!({ "holder_keys": [HolderPair::ed25519(7).for_day(day)] });
        ask(public.clone(), bearing(post("/v1/passes", &body), &harness.partner.sign(&claims))).await.good();
        harness.clock.advance(3_600);
    }
    let unusual = r#"haetae_partner_unusual_hours_total{partner="partner-1"} 1"#;
    assert!(!metrics(operator.clone()).await.contains(unusual));
    let now = haetae::clock::Clock::now(&*harness.clock).seconds();
    for number in 0..11 {
        let mut claims = harness.partner.claims("nobody", &[HolderPair::ed25519(7).public()]);
        (claims["iat"], claims["exp"], claims["auth_time"]) = (json!(now), json!(now + 60), json!(now - number));
        let body = json!({ "holder_keys": [HolderPair::ed25519(7).for_day(day(2))] });
        ask(public.clone(), bearing(post("/v1/passes", &body), &harness.partner.sign(&claims))).await;
    }
    let text = metrics(operator).await;
    assert!(text.contains(unusual), "{text}");
}
