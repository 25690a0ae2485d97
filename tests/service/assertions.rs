//! What a partner's word must be, for every route that takes one.

use haetae::identity::Uses;
use haetae::store::Store as _;
use haetae_core::UnixTime;
use serde_json::{Value, json};

use crate::support::answer::{Answer, bearing, post, with};
use crate::support::assertion::PartnerSigner;
use crate::support::phone::HolderPair;
use crate::support::{CITIZEN, Harness, NOW, day};

/// Asks for today's pass with an assertion of these claims.
async fn ask(harness: &Harness, signer: &PartnerSigner, claims: &Value) -> Answer {
    present(harness, &signer.sign(claims)).await
}

async fn present(harness: &Harness, assertion: &str) -> Answer {
    harness.public(bearing(request(), assertion)).await
}

fn request() -> axum::http::Request<axum::body::Body> {
    post("/v1/passes", &json!({ "holder_keys": [pair().for_day(day(0))] }))
}

fn pair() -> HolderPair {
    HolderPair::ed25519(7)
}

fn changed(harness: &Harness, name: &str, value: Value) -> Value {
    let mut claims = harness.partner.claims(CITIZEN, &[pair().public()]);
    claims[name] = value;
    claims
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_claim_is_named() {
    let harness = Harness::start().await;
    let other_keys = harness.partner.claims(CITIZEN, &[HolderPair::ed25519(8).public()])["keys"].clone();
    let cases = [
        ("iat", json!(NOW + 61), "assertion_untimely", "iat lies ahead"),
        ("exp", json!(NOW), "assertion_untimely", "expired"),
        ("auth_time", json!(NOW + 61), "assertion_untimely", "auth_time lies ahead"),
        ("exp", json!(NOW + 291), "assertion_invalid", "at most 300 seconds"),
        ("aud", json!("another"), "assertion_invalid", "another audience"),
        ("iss", json!("stranger"), "assertion_invalid", "not registered"),
        ("sub", json!("not a subject"), "assertion_invalid", "sub"),
        ("sub", json!(5), "assertion_invalid", "wrong type"),
        ("use", json!("paper"), "assertion_invalid", "use is not that of the request"),
        ("use", json!("admin"), "assertion_invalid", "use is not that of the request"),
        ("keys", Value::Null, "assertion_invalid", "keys are missing"),
        ("keys", other_keys, "assertion_for_other_keys", "other holder keys"),
    ];
    for (claim, value, code, hint) in cases {
        let answer = ask(&harness, &harness.partner, &changed(&harness, claim, value.clone())).await;
        let detail = answer.problem(401, code);
        assert!(detail.contains(hint), "{claim} {value}: {detail}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    for good in [changed(&harness, "iat", json!(NOW + 60)), changed(&harness, "exp", json!(NOW + 1))] {
        ask(&harness, &harness.partner, &good).await.good();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_registered_key_counts() {
    let harness = Harness::start().await;
    let claims = harness.partner.claims(CITIZEN, &[pair().public()]);
    let thief = PartnerSigner::new(9, "partner-1");

    let unknown = thief.sign(&claims);
    assert!(present(&harness, &unknown).await.problem(401, "assertion_invalid").contains("not registered"));
    let header = json!({ "alg": "EdDSA", "kid": harness.partner.key_id });
    let forged = thief.sign_with_header(&header, &claims);
    assert!(present(&harness, &forged).await.problem(401, "assertion_invalid").contains("signature is wrong"));
    for algorithm in ["none", "HS256", "ES256", "RS256"] {
        let header = json!({ "alg": algorithm, "kid": harness.partner.key_id });
        let assertion = harness.partner.sign_with_header(&header, &claims);
        present(&harness, &assertion).await.problem(401, "assertion_invalid");
    }
    let unsigned = harness.partner.sign(&claims);
    let unsigned = unsigned.rsplit_once('.').expect("a signature").0;
    for broken in [&format!("{unsigned}."), unsigned, "nonsense", "a.b.c", &"x".repeat(5_000)] {
        present(&harness, broken).await.problem(401, "assertion_invalid");
    }
    let nameless = harness.partner.sign_with_header(&json!({ "alg": "EdDSA" }), &claims);
    assert!(present(&harness, &nameless).await.problem(401, "assertion_invalid").contains("kid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_assertion_nothing_is_looked_at() {
    let harness = Harness::start().await;
    let answer = harness.public(request()).await;
    answer.problem(401, "assertion_missing");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    for header in ["Basic YTpi", "Bearer", "Bearer "] {
        harness.public(with(request(), "authorization", header)).await.problem(401, "assertion_missing");
    }
    let mut twice = bearing(request(), "one");
    twice.headers_mut().append("authorization", "Bearer two".parse().expect("a header"));
    harness.public(twice).await.problem(401, "assertion_missing");
    // The scheme's name has no case (RFC 9110, section 11.1).
    let assertion = harness.partner.sign(&harness.partner.claims(CITIZEN, &[pair().public()]));
    harness.public(with(request(), "authorization", &format!("bearer {assertion}"))).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn uses_are_granted_key_by_key() {
    let harness = Harness::start().await;
    let printer = PartnerSigner::new(2, "clinic");
    harness.register("clinic", &printer, Uses { passes: false, paper: true }).await;
    let app = PartnerSigner::new(3, "app");
    harness.register("app", &app, Uses { passes: true, paper: false }).await;

    let claims = printer.claims(CITIZEN, &[pair().public()]);
    ask(&harness, &printer, &claims).await.problem(403, "use_not_granted");
    ask(&harness, &app, &app.claims(CITIZEN, &[pair().public()])).await.good();

    let paper = |signer: &PartnerSigner| {
        bearing(post("/v1/passes/paper", &json!({})), &signer.sign(&signer.paper_claims(CITIZEN)))
    };
    harness.public(paper(&printer)).await.good();
    harness.public(paper(&app)).await.problem(403, "use_not_granted");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_sign_ins_are_refused_unless_the_partner_is_on_grace() {
    let harness = Harness::start().await;
    let limit = 31 * 86_400;
    ask(&harness, &harness.partner, &changed(&harness, "auth_time", json!(NOW - limit))).await.good();
    let old = changed(&harness, "auth_time", json!(NOW - limit - 1));
    let detail = ask(&harness, &harness.partner, &old).await.problem(401, "sign_in_too_old");
    assert!(detail.contains("sign in to the partner again"), "{detail}");

    let until = UnixTime::saturating_new(NOW + 100);
    harness.store.set_partner_grace("partner-1", Some(until)).await.expect("the store answers");
    ask(&harness, &harness.partner, &old).await.good();
    harness.store.set_partner_grace("partner-1", Some(UnixTime::saturating_new(NOW))).await.expect("the store answers");
    ask(&harness, &harness.partner, &old).await.problem(401, "sign_in_too_old");
}
