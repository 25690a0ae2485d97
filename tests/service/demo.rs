use axum::Router;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae::http::HttpSettings;
use haetae::identity::DemoPartner;
use haetae::model::PartnerKey;
use haetae_core::keys_digest;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::{AUDIENCE, CITIZEN, Harness, ask, citizens, day, person, settings};
use serde_json::json;

/// A service with the demo sign-in, two synthetic citizens and the usual ones.
async fn demo() -> (Harness, Router) {
    let harness = Harness::start().await;
    let evidence = citizens().swap_remove(0).evidence;
    let synthetic = [person("SYN-000001", "김*수", evidence.clone()), person("SYN-000002", "이*", evidence)];
    harness.node.store.import(&synthetic).await.expect("an import");
    let partner = DemoPartner::new(&Base64UrlUnpadded::encode_string(&[7; 32]), AUDIENCE).expect("a key");
    let PartnerKey { id, public, uses } = partner.partner_key();
    harness
        .node
        .store
        .add_partner_key(DemoPartner::NAME, &PartnerKey { id, public, uses })
        .await
        .expect("the store answers");
    let router = harness.public_with(HttpSettings { demo: Some(partner), ..settings() });
    (harness, router)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synthetic_citizen_signs_in_and_gets_passes() {
    let (_harness, router) = demo().await;
    let holder = HolderPair::ed25519(1);
    let request = json!({ "subject": "SYN-000001", "keys": keys_digest(&[holder.public()]) });
    let signed_in = ask(router.clone(), post("/demo/assertion", &request)).await;
    assert_eq!(signed_in.header("cache-control"), "no-store");
    let assertion = signed_in.good()["assertion"].as_str().expect("an assertion").to_owned();
    let body = json!({ "holder_keys": [holder.for_day(day(0))] });
    let issued = ask(router.clone(), bearing(post("/v1/passes", &body), &assertion)).await.good();
    assert_eq!(issued["passes"].as_array().map(Vec::len), Some(1));
    // It is valid for these keys only.
    let other = json!({ "holder_keys": [HolderPair::ed25519(2).for_day(day(0))] });
    ask(router, bearing(post("/v1/passes", &other), &assertion)).await.problem(401, "assertion_for_other_keys");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_real_can_be_chosen() {
    let (_harness, router) = demo().await;
    let keys = keys_digest(&[HolderPair::ed25519(1).public()]);
    for subject in [CITIZEN, "SYN-999999", "no subject id", ""] {
        let request = post("/demo/assertion", &json!({ "subject": subject, "keys": keys }));
        ask(router.clone(), request).await.problem(404, "unknown_subject");
    }
    for keys in ["", "AAAA", "no base64"] {
        let request = post("/demo/assertion", &json!({ "subject": "SYN-000001", "keys": keys }));
        ask(router.clone(), request).await.problem(400, "invalid_body");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn synthetic_citizens_are_listed_and_searched() {
    let (_harness, router) = demo().await;
    let subjects = async |path: &str| {
        let listed = ask(router.clone(), get(path)).await.good();
        let listed = listed["citizens"].as_array().expect("a list").clone();
        listed.iter().map(|citizen| citizen["subject"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(subjects("/demo/citizens").await, ["SYN-000001", "SYN-000002"]);
    assert_eq!(subjects("/demo/citizens?search=%EC%9D%B4").await, ["SYN-000002"]);
    assert_eq!(subjects("/demo/citizens?search=nobody").await, [""; 0]);
    let long = format!("/demo/citizens?search={}", "x".repeat(65));
    ask(router.clone(), get(&long)).await.problem(400, "invalid_body");
    let page = ask(router, get("/demo/")).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/wallet/#/sign-in"));
}
