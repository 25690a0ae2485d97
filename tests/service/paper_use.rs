//! An assertion for paper is good for one pass: asked again, it gets the same bytes; for another person, none.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::clock::Clock as _;
use haetae::http::{AppState, public_router};
use haetae::identity::AssertionVerifier;
use haetae::scan::read_code;
use haetae_testkit::service::answer::{bearing, with};
use haetae_testkit::service::{
    AUDIENCE, CITIZEN, Harness, NEIGHBOUR, NOW, ask, citizens, person, runtime, settings, vaccination,
};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Half a minute before midnight in Seoul.
const BEFORE_MIDNIGHT: u64 = NOW + 7 * 3_600 - 30;

fn claims(harness: &Harness, subject: &str, id: &Value) -> Value {
    let (mut claims, now) = (harness.partner.paper_claims(subject), harness.clock.now().seconds());
    (claims["iat"], claims["exp"], claims["auth_time"]) = (json!(now), json!(now + 300), json!(now - 60));
    if !id.is_null() {
        claims["jti"] = id.clone();
    }
    claims
}

fn presenting(assertion: &str) -> Request<Body> {
    bearing(Request::post("/v1/passes/paper").body(Body::empty()).expect("a request"), assertion)
}

fn request(harness: &Harness, subject: &str, id: &str) -> Request<Body> {
    presenting(&harness.partner.sign(&claims(harness, subject, &json!(id))))
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_again_the_same_bytes_come_on_the_next_day_too_and_from_every_node() {
    let harness = Harness::start().await;
    harness.clock.set(haetae_core::UnixTime::saturating_new(BEFORE_MIDNIGHT));
    let assertion = harness.partner.sign(&claims(&harness, CITIZEN, &json!("one")));
    let without_id = harness.partner.sign(&claims(&harness, CITIZEN, &Value::Null));
    let (first, loose) = (harness.public(presenting(&assertion)).await, harness.public(presenting(&without_id)).await);
    assert_eq!(first.good(), loose.good());
    harness.clock.advance(60);
    let second = harness.second_node().await;
    assert_eq!(harness.public(presenting(&assertion)).await.body, first.body);
    assert_eq!(second.public(presenting(&assertion)).await.body, first.body);
    // Signed anew under the same id, as after a time-out of the partner's.
    assert_eq!(harness.public(request(&harness, CITIZEN, "one")).await.body, first.body);
    let picture = harness.public(with(presenting(&assertion), "accept", "image/png")).await;
    assert_eq!(read_code(&picture.body).expect("a picture").as_deref(), first.good()["qr"].as_str());
    assert_ne!(harness.public(presenting(&without_id)).await.body, first.body, "without an id it follows the day");
    assert_ne!(harness.public(request(&harness, CITIZEN, "two")).await.body, first.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn for_another_person_or_another_pass_it_is_used() {
    let harness = Harness::start().await;
    let first = harness.public(request(&harness, CITIZEN, "one")).await;
    first.good();
    let detail = harness.public(request(&harness, NEIGHBOUR, "one")).await.problem(401, "assertion_used");
    assert!(detail.contains("a jti of its own"), "{detail}");
    harness.public(request(&harness, NEIGHBOUR, "two")).await.good();
    harness.public(request(&harness, CITIZEN, "two")).await.problem(401, "assertion_used");
    // Ids of different partners have nothing to do with each other.
    let other = haetae_testkit::service::partner::PartnerSigner::new(2, "partner-2");
    harness.register("partner-2", &other, haetae::model::Uses { passes: false, paper: true }).await;
    let mut of_other = claims(&harness, NEIGHBOUR, &json!("one"));
    of_other["iss"] = json!("partner-2");
    harness.public(presenting(&other.sign(&of_other))).await.good();

    let mut evidence = citizens().swap_remove(0).evidence;
    evidence
        .push(haetae_core::Evidence::Recovery { date: haetae_core::CivilDate::parse("2026-08-01").expect("a date") });
    harness.node.store.import(&[person(CITIZEN, "김*수", evidence)]).await.expect("an import");
    harness.public(request(&harness, CITIZEN, "one")).await.problem(401, "assertion_used");
    harness.node.store.import(&[person(CITIZEN, "김*수", vec![vaccination()])]).await.expect("an import");
    assert_eq!(harness.public(request(&harness, CITIZEN, "one")).await.body, first.body);

    let subject = haetae::model::SubjectId::new(CITIZEN).expect("a subject");
    harness.node.store.revoke(&subject, harness.clock.now(), None).await.expect("the store");
    harness.public(request(&harness, CITIZEN, "one")).await.problem(403, "revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_requests_at_once_all_get_the_same_pass_or_none() {
    let harness = Harness::start().await;
    let asked = tokio::join!(
        harness.public(request(&harness, CITIZEN, "one")),
        harness.public(request(&harness, CITIZEN, "one")),
        harness.public(request(&harness, NEIGHBOUR, "one")),
    );
    let good: Vec<_> = [asked.0, asked.1, asked.2].into_iter().filter(|answer| answer.status.as_u16() == 200).collect();
    assert!((1..=2).contains(&good.len()) && good.iter().all(|answer| answer.body == good[0].body), "{good:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_is_a_text_and_may_be_demanded() {
    let harness = Harness::start().await;
    for (id, hint) in [
        (json!(7), "its jti is a number"),
        (json!(""), "its jti must have 1 to 128 characters"),
        (json!("x".repeat(129)), "its jti must have 1 to 128 characters"),
    ] {
        let assertion = harness.partner.sign(&claims(&harness, CITIZEN, &id));
        let detail = harness.public(presenting(&assertion)).await.problem(401, "assertion_invalid");
        assert!(detail.contains(hint), "{detail}");
    }
    let service = |longest: u64| -> Router {
        let mut node = harness.node.clone();
        node.assertions = AssertionVerifier::new(AUDIENCE, 31).with_paper_life_without_id(longest);
        public_router(Arc::new(AppState::new(&runtime(node), settings(), CancellationToken::new())))
    };
    let without = |life: u64| {
        let mut claims = claims(&harness, CITIZEN, &Value::Null);
        claims["exp"] = json!(NOW + life);
        presenting(&harness.partner.sign(&claims))
    };
    ask(service(120), without(120)).await.good();
    let detail = ask(service(120), without(121)).await.problem(401, "assertion_invalid");
    assert!(detail.contains("its jti is missing; without one, its exp must be at most 120 seconds"), "{detail}");
    let detail = ask(service(0), without(1)).await.problem(401, "assertion_invalid");
    assert!(detail.contains("its jti is missing"), "{detail}");
    ask(service(0), request(&harness, CITIZEN, "one")).await.good();
}
