use haetae_core::Challenge;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{get, post};
use haetae_testkit::service::{CITIZEN, Harness, now};
use serde_json::json;

use crate::passes::request;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_gets_the_verdict_of_a_scanner() {
    let harness = Harness::start().await;
    let pair = HolderPair::p256();
    let body = harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.good();
    let pass = body["passes"][0]["qr"].as_str().expect("a pass");
    let code = pair.present(pass, now(), None);

    let admitted = harness.operator(post("/v1/verify", &json!({ "text": code }))).await;
    let verdict = admitted.good();
    assert_eq!(admitted.header("cache-control"), "no-store");
    assert_eq!(
        verdict,
        json!({
            "outcome": "admit", "code": "admit", "warnings": [], "issuer": "Test Issuer",
            "evidence": [{ "kind": "vaccination", "doses": 2, "date": "2026-07-06", "product": "BNT162B2" }],
            "valid_until": "2026-11-15T15:00:00Z",
        })
    );
    let later = json!({ "text": code, "at": "2026-11-15T20:00:00+09:00" });
    let stale = harness.operator(post("/v1/verify", &later)).await.good();
    assert_eq!(stale, json!({ "outcome": "unclear", "code": "holder_proof_stale", "warnings": [] }));

    // The same code twice: each text is the first that its scanner sees.
    let many = json!({ "texts": [code, "nonsense", code, pass] });
    let verdicts = harness.operator(post("/v1/verify", &many)).await.good();
    let codes: Vec<_> = verdicts["verdicts"].as_array().expect("verdicts").iter().map(|v| v["code"].clone()).collect();
    assert_eq!(codes, ["admit", "unknown_format", "admit", "holder_proof_missing"]);
    assert_eq!(verdicts["verdicts"][0]["warnings"], json!([]));
    assert_eq!(harness.operator(post("/v1/verify", &json!({ "texts": [] }))).await.good(), json!({ "verdicts": [] }));
}

#[tokio::test(flavor = "multi_thread")]
async fn challenges_that_the_venue_showed_are_tried() {
    let harness = Harness::start().await;
    let pair = HolderPair::ed25519(7);
    let body = harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.good();
    let shown = Challenge::new(&[0xAB; 16]);
    let code = pair.present(body["passes"][0]["qr"].as_str().expect("a pass"), now(), shown.as_ref());
    for (challenges, expected) in [
        (json!(["0102030405060708", "ab".repeat(16)]), "admit"),
        (json!(["0102030405060708"]), "holder_proof_stale"),
        (json!([]), "holder_proof_stale"),
    ] {
        let question = json!({ "text": code, "challenges": challenges });
        assert_eq!(harness.operator(post("/v1/verify", &question)).await.good()["code"], expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_questions_are_explained() {
    let harness = Harness::start().await;
    // A member that may be left out may not be null, and one form excludes the other: the description says the same.
    for question in [
        json!({ "text": null }),
        json!({ "texts": null }),
        json!({ "text": "x", "texts": null }),
        json!({ "text": "x", "texts": ["x"] }),
        json!({ "text": "x", "at": null }),
        json!({ "text": "x", "challenges": null }),
        json!({ "text": "x", "at": "1969-12-31T23:59:59Z" }),
        json!({ "text": "x", "at": "10000-01-01T00:00:00Z" }),
        json!({ "text": "x", "at": "2026-11-22" }),
        json!({ "texts": ["x", null] }),
    ] {
        harness.operator(post("/v1/verify", &question)).await.problem(400, "invalid_body");
    }
    let cases = [
        (json!({}), "either text"),
        (json!({ "text": "a", "texts": [] }), "either text"),
        (json!({ "texts": vec!["a"; 1_001] }), "more than 1000"),
        (json!({ "text": "a", "at": "yesterday" }), "not a time"),
        (json!({ "text": "a", "at": 5 }), "invalid type"),
        (json!({ "text": "a", "challenges": ["0102"] }), "8 to 16 bytes"),
        (json!({ "text": "a", "challenges": ["+102030405060708"] }), "8 to 16 bytes"),
        (json!({ "text": "a", "challenges": ["가나다라"] }), "8 to 16 bytes"),
        (json!({ "text": "a", "challenges": vec!["0102030405060708"; 17] }), "at most 16"),
        (json!({ "text": "a", "image": "" }), "unknown field"),
    ];
    for (body, hint) in cases {
        let detail = harness.operator(post("/v1/verify", &body)).await.problem(400, "invalid_body");
        assert!(detail.contains(hint), "{detail}");
    }
    harness.public(post("/v1/verify", &json!({ "text": "a" }))).await.problem(404, "not_found");
    harness
        .operator_without_token(post("/v1/verify", &json!({ "text": "a" })))
        .await
        .problem(401, "operator_token_required");
    harness.operator(get("/v1/verify")).await.problem(405, "method_not_allowed");
    let empty = Harness::unpublished().await;
    empty.operator(post("/v1/verify", &json!({ "text": "a" }))).await.problem(503, "not_published");
}
