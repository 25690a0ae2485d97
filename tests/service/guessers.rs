//! Whoever has no valid assertion does not learn who is on record: whatever is wrong with it, the answer is the same
//! for everybody, byte for byte.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae::http::HttpSettings;
use haetae::identity::DemoPartner;
use haetae::issuing::{HolderKey, IssueService, IssueServiceError, IssuingStores};
use haetae::model::{SubjectId, Uses};
use haetae_core::keys_digest;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, post, with};
use haetae_testkit::service::partner::PartnerSigner;
use haetae_testkit::service::{AUDIENCE, CITIZEN, Harness, NEIGHBOUR, NEWCOMER, NOW, ask, day, now, person, settings};
use serde_json::{Value, json};

/// Somebody who has died.
const DECEASED: &str = "citizen-9";
/// Nobody: of as many characters as the others.
const UNKNOWN: &str = "citizen-0";

/// A service on which there is somebody of every kind.
async fn service() -> Harness {
    let harness = Harness::start().await;
    let mut deceased = person(DECEASED, "최*", vec![haetae_testkit::service::vaccination()]);
    deceased.deceased = true;
    harness.node.store.import(&[deceased]).await.expect("an import");
    let revoked = SubjectId::new(NEIGHBOUR).expect("a subject");
    harness.node.store.revoke(&revoked, now(), None).await.expect("the store");
    let for_paper = PartnerSigner::new(3, "partner-3");
    harness.register("partner-3", &for_paper, Uses { passes: false, paper: false }).await;
    harness
}

fn pair() -> HolderPair {
    HolderPair::ed25519(7)
}

/// Assertions of every kind that is refused before anything may be said of the person, by name.
fn refused(harness: &Harness, subject: &str, is_paper: bool) -> BTreeMap<String, String> {
    let partner = &harness.partner;
    let claims = if is_paper { partner.paper_claims(subject) } else { partner.claims(subject, &[pair().public()]) };
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let thief = PartnerSigner::new(9, "partner-1");
    let header = |kid: &str| json!({ "alg": "EdDSA", "kid": kid });
    let cut = |assertion: String| assertion.rsplit_once('.').map(|(signed, _)| format!("{signed}.")).expect("dots");
    let mut refused = BTreeMap::from([
        ("forged".to_owned(), thief.sign_with_header(&header(&partner.key_id), &claims)),
        ("unknown key".to_owned(), thief.sign(&claims)),
        ("unsigned".to_owned(), cut(partner.sign(&claims))),
        ("without alg".to_owned(), partner.sign_with_header(&json!({ "kid": partner.key_id }), &claims)),
        ("alg none".to_owned(), cut(partner.sign_with_header(&json!({ "alg": "none", "kid": "key-1" }), &claims))),
        ("other partner's".to_owned(), partner.sign(&with("iss", json!("partner-3")))),
        ("unknown partner".to_owned(), partner.sign(&with("iss", json!("stranger")))),
        ("not granted".to_owned(), PartnerSigner::new(3, "partner-3").sign(&with("iss", json!("partner-3")))),
        ("subject twice".to_owned(), {
            let doubled = claims.to_string().replacen('{', r#"{"sub":"citizen-1","#, 1);
            partner.sign_texts(&header(&partner.key_id).to_string(), &doubled)
        }),
    ]);
    for (name, value) in [
        ("iat", json!(NOW + 61)),
        ("exp", json!(NOW)),
        ("nbf", json!(NOW + 61)),
        ("auth_time", json!(NOW - 32 * 86_400)),
        ("aud", json!("another")),
        ("use", json!("admin")),
        ("keys", json!("x")),
        ("keys", json!(7)),
    ] {
        refused.insert(format!("{name} {value}"), partner.sign(&with(name, value)));
    }
    if is_paper {
        refused.insert("jti".to_owned(), partner.sign(&with("jti", json!(7))));
    }
    refused
}

fn request(assertion: &str, is_paper: bool, accept: &str) -> Request<Body> {
    let body = if is_paper { json!({}) } else { json!({ "holder_keys": [pair().for_day(day(0))] }) };
    let path = if is_paper { "/v1/passes/paper" } else { "/v1/passes" };
    with(bearing(post(path, &body), assertion), "accept", accept)
}

/// Everything of an answer but the id of its request.
async fn answered(router: Router, request: Request<Body>) -> (u16, Vec<(String, Vec<u8>)>, Value) {
    let answer = ask(router, request).await;
    let headers = answer.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers = headers.map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    let mut body = answer.json();
    body.as_object_mut().expect("a problem").remove("request_id").expect("it has an id");
    (answer.status.as_u16(), headers, body)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_of_a_bad_assertion_is_the_same_for_everybody() {
    let harness = service().await;
    let router = harness.public_with(settings());
    for (is_paper, accept) in [(false, "*/*"), (true, "*/*"), (true, "application/pdf"), (true, "text/html")] {
        for (name, assertion) in refused(&harness, UNKNOWN, is_paper) {
            let expected = answered(router.clone(), request(&assertion, is_paper, accept)).await;
            assert!((401..=406).contains(&expected.0), "{name}: {expected:?}");
            for subject in [CITIZEN, NEIGHBOUR, NEWCOMER, DECEASED] {
                let assertion = refused(&harness, subject, is_paper).remove(&name).expect("an assertion");
                let found = answered(router.clone(), request(&assertion, is_paper, accept)).await;
                assert_eq!(found, expected, "{name}, {subject}, {accept}");
            }
        }
    }
    // With a valid one the partner learns it.
    for (subject, code) in
        [(UNKNOWN, "unknown_subject"), (NEIGHBOUR, "revoked"), (NEWCOMER, "no_evidence"), (DECEASED, "no_evidence")]
    {
        let assertion = harness.partner.sign(&harness.partner.claims(subject, &[pair().public()]));
        let answer = answered(router.clone(), request(&assertion, false, "*/*")).await;
        assert_eq!(answer.2["code"], code, "{subject}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_looked_up_for_a_bad_assertion() {
    let harness = service().await;
    let other = harness.second_node().await;
    other.store.panic();
    let stores = IssuingStores {
        partners: Arc::clone(&harness.node.store) as _,
        records: Arc::clone(&other.node.store) as _,
        phones: Arc::clone(&other.node.store) as _,
        paper: Arc::clone(&other.node.store) as _,
    };
    let node = &harness.node;
    let limits = Arc::clone(&node.limits);
    let clock = Arc::clone(&node.clock);
    let issuing = IssueService::new(node.assertions.clone(), Arc::clone(&node.issuer), stores, limits, None, clock);
    for (name, assertion) in refused(&harness, CITIZEN, false) {
        let holder = HolderKey::new(day(0), pair().public());
        let error = issuing.to_phone(&assertion, vec![holder], None, None).await.expect_err("refused").error;
        assert!(matches!(error, IssueServiceError::Assertion(_)), "{name}: {error}");
    }
    for (name, assertion) in refused(&harness, CITIZEN, true) {
        let error = issuing.on_paper(&assertion).await.expect_err("refused").error;
        assert!(matches!(error, IssueServiceError::Assertion(_)), "{name}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_sign_in_knows_only_synthetic_people() {
    let harness = service().await;
    let partner = DemoPartner::new(&Base64UrlUnpadded::encode_string(&[7; 32]), AUDIENCE).expect("a key");
    let router = harness.public_with(HttpSettings { demo: Some(partner), ..settings() });
    let keys = keys_digest(&[pair().public()]);
    let asking = |subject: &str| post("/demo/assertion", &json!({ "subject": subject, "keys": keys }));
    let expected = answered(router.clone(), asking(UNKNOWN)).await;
    for subject in [CITIZEN, NEIGHBOUR, NEWCOMER, DECEASED] {
        assert_eq!(answered(router.clone(), asking(subject)).await, expected, "{subject}");
    }
}
