use haetae_core::Manifest;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{get, post};
use haetae_testkit::service::{CITIZEN, Harness, NEIGHBOUR, now};
use serde_json::json;

use crate::passes::{request, verdict};

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_person_is_refused_at_the_door_and_gets_no_passes_until_reinstated() {
    let harness = Harness::start().await;
    let (pair, other) = (HolderPair::ed25519(7), HolderPair::ed25519(8));
    let pass = |body: &serde_json::Value| body["passes"][0]["qr"].as_str().expect("a pass").to_owned();
    let old = pass(&harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.good());
    let neighbours = pass(&harness.public(request(&harness, NEIGHBOUR, &[(0, &other)])).await.good());
    let code = pair.present(&old, now(), None);
    assert_eq!(verdict(&harness, &code, now(), None).await.code(), "admit");

    let revoke = || post("/v1/revocations", &json!({ "subject": CITIZEN, "reason": "issued by mistake" }));
    assert_eq!(harness.operator(revoke()).await.good(), json!({ "status": "revoked" }));
    assert_eq!(harness.operator(revoke()).await.good(), json!({ "status": "already_revoked" }));
    let detail = harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.problem(403, "revoked");
    assert_eq!(detail, "This person's passes have been revoked.");

    assert!(harness.publish().await);
    assert_eq!(verdict(&harness, &code, now(), None).await.code(), "revoked");
    let neighbours = other.present(&neighbours, now(), None);
    assert_eq!(verdict(&harness, &neighbours, now(), None).await.code(), "admit");

    let reinstate = || post("/v1/reinstatements", &json!({ "subject": CITIZEN }));
    assert_eq!(harness.operator(reinstate()).await.good(), json!({ "status": "reinstated" }));
    assert_eq!(harness.operator(reinstate()).await.good(), json!({ "status": "not_revoked" }));
    harness.publish().await;
    let new = pass(&harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.good());
    assert_eq!(verdict(&harness, &pair.present(&new, now(), None), now(), None).await.code(), "admit");
    assert_eq!(verdict(&harness, &code, now(), None).await.code(), "revoked", "the old pass stays void");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_is_served_as_changes_beside_lists_that_stay() {
    let harness = Harness::start().await;
    let pinned = async || {
        let manifest = harness.public(get("/v1/trust/manifest")).await.body;
        Manifest::decode_unverified(&manifest).expect("a manifest").files().to_vec()
    };
    let before = pinned().await;
    harness.operator(post("/v1/revocations", &json!({ "subject": CITIZEN }))).await.good();
    assert!(harness.publish().await);
    let new: Vec<_> = pinned().await.into_iter().filter(|file| !before.contains(file)).collect();
    let today = now().status_day().0;
    let names: Vec<&str> = new.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, [format!("changes/{}", today - 1), format!("changes/{today}")]);
    for file in &new {
        let answer = harness.public(get(&format!("/v1/trust/files/{}", hex::encode(file.sha256)))).await;
        assert_eq!(answer.header("content-type"), r#"application/cose; cose-type="cose-sign1""#);
        assert!(answer.body.len() < 200, "{} bytes", answer.body.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_requests_change_nothing() {
    let harness = Harness::start().await;
    for path in ["/v1/revocations", "/v1/reinstatements"] {
        harness.operator(post(path, &json!({ "subject": "nobody" }))).await.problem(404, "unknown_subject");
        harness.operator(post(path, &json!({}))).await.problem(400, "invalid_body");
        harness.operator(post(path, &json!({ "subject": CITIZEN, "more": 1 }))).await.problem(400, "invalid_body");
        let detail =
            harness.operator(post(path, &json!({ "subject": "not a subject" }))).await.problem(400, "invalid_body");
        assert!(detail.contains("1 to 64 characters") && !detail.contains("not a subject"), "{detail}");
        harness.operator(get(path)).await.problem(405, "method_not_allowed");
        harness.public(post(path, &json!({ "subject": CITIZEN }))).await.problem(404, "not_found");
        let answer = harness.operator_without_token(post(path, &json!({ "subject": CITIZEN }))).await;
        answer.problem(401, "operator_token_required");
    }
    for reason in ["x".repeat(501).as_str(), "", " ", "\u{3000}\u{200b}", "two\nlines", "a\u{0}", "\u{1b}[2J"] {
        let body = json!({ "subject": CITIZEN, "reason": reason });
        let detail = harness.operator(post("/v1/revocations", &body)).await.problem(400, "invalid_body");
        assert!(detail.contains("1 to 500 characters"), "{reason:?}: {detail}");
    }
    assert!(!harness.publish().await, "nothing has changed");
    harness.public(request(&harness, CITIZEN, &[(0, &HolderPair::ed25519(7))])).await.good();
}
