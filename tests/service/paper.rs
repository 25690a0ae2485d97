use axum::body::Body;
use axum::http::Request;
use haetae::scan::read_code;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, post, post_text, with};
use haetae_testkit::service::{CITIZEN, Harness, NEWCOMER, day, now};
use serde_json::json;

use crate::passes::verdict;

fn request(harness: &Harness, subject: &str) -> Request<Body> {
    let assertion = harness.partner.sign(&harness.partner.paper_claims(subject));
    bearing(Request::post("/v1/passes/paper").body(Body::empty()).expect("a request"), &assertion)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_pass_carries_name_and_birthday_and_is_admitted() {
    let harness = Harness::start().await;
    let answer = harness.public(request(&harness, CITIZEN)).await;
    let pass = answer.good();
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(
        (&pass["name"], &pass["birth"], &pass["issuer"]),
        (&json!("김*수"), &json!("03-05"), &json!("Test Issuer"))
    );
    assert_eq!(
        (&pass["not_before"], &pass["expires"]),
        (&json!("2026-11-14T15:00:00Z"), &json!("2026-11-28T15:00:00Z"))
    );

    let verdict = verdict(&harness, pass["qr"].as_str().expect("a text"), now(), None).await;
    let admission = verdict.admission().expect("admitted");
    assert_eq!(admission.warnings().iter().map(|warning| warning.code()).collect::<Vec<_>>(), ["check_id"]);
    assert_eq!(admission.name().map(|name| name.as_str()), Some("김*수"));
    assert_eq!(harness.public(request(&harness, CITIZEN)).await.body, answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_pass_has_the_format_that_the_caller_accepts() {
    let harness = Harness::start().await;
    let text = harness.public(request(&harness, CITIZEN)).await.good()["qr"].as_str().expect("a text").to_owned();
    let accept = |media: &'static str| with(request(&harness, CITIZEN), "accept", media);

    let png = harness.public(accept("image/png")).await;
    assert_eq!(png.header("content-type"), "image/png");
    assert_eq!(png.header("vary"), "accept");
    assert_eq!(read_code(&png.body).expect("a picture"), Some(text));
    let svg = harness.public(accept("image/svg+xml, text/html;q=0.9")).await;
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.body.starts_with(b"<svg"));
    let pdf = harness.public(accept("application/pdf")).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    assert!(pdf.body.starts_with(b"%PDF"));
    assert_eq!(pdf.header("cache-control"), "no-store");
    for nothing_said in ["", " ", ","] {
        assert_eq!(harness.public(accept(nothing_said)).await.header("content-type"), "application/json");
    }
    let detail = harness.public(accept("text/html")).await.problem(406, "not_acceptable");
    assert!(detail.contains("application/pdf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_for_paper_are_explained() {
    let harness = Harness::start().await;
    let good = harness.partner.sign(&harness.partner.paper_claims(CITIZEN));
    let send = |body: &str| bearing(post_text("/v1/passes/paper", body), &good);
    harness.public(send("{}")).await.good();
    harness.public(send("{\"subject\":\"somebody\"}")).await.problem(400, "invalid_body");
    harness.public(send("{")).await.problem(400, "malformed_json");

    harness.public(request(&harness, NEWCOMER)).await.problem(409, "no_evidence");
    harness.public(request(&harness, "nobody")).await.problem(404, "unknown_subject");
    harness.public(post("/v1/passes/paper", &json!({}))).await.problem(401, "assertion_missing");

    let pair = HolderPair::ed25519(7);
    let for_phone = harness.partner.sign(&harness.partner.claims(CITIZEN, &[pair.public()]));
    harness.public(bearing(post("/v1/passes/paper", &json!({})), &for_phone)).await.problem(401, "assertion_invalid");
    let body = json!({ "holder_keys": [pair.for_day(day(0))] });
    harness.public(bearing(post("/v1/passes", &body), &good)).await.problem(401, "assertion_invalid");
    let mut with_keys = harness.partner.paper_claims(CITIZEN);
    with_keys["keys"] = json!("x");
    let with_keys = harness.partner.sign(&with_keys);
    harness.public(bearing(post("/v1/passes/paper", &json!({})), &with_keys)).await.problem(401, "assertion_invalid");
}
