//! A service that a proxy shows under a path of a larger site.

use axum::Router;
use bytes::Bytes;
use haetae::http::{App, Deployment, Edge, HttpSettings, Pages};
use haetae_testkit::service::answer::{Answer, get, with};
use haetae_testkit::service::{Harness, ask, contact, settings};
use serde_json::{Value, json};

async fn under(prefix: &str) -> (Harness, Router) {
    let harness = Harness::start().await;
    let deployment = Deployment {
        roots: harness.ceremony.roots(),
        origin: "https://health.example/pass".to_owned(),
        zone: "Asia/Seoul".to_owned(),
        demo_sign_in: false,
        contact: Some(contact()),
    };
    let file = |path: &str| (App::Wallet, path.to_owned(), Bytes::from_static(b"x"));
    let pages = Pages::new([file("index.html"), file("sw.js")], &deployment);
    let edge = Edge { path_prefix: prefix.to_owned(), ..Edge::default() };
    let router = harness.public_with(HttpSettings { pages, edge, ..settings() });
    (harness, router)
}

async fn at(router: &Router, path: &str) -> Answer {
    ask(router.clone(), get(path)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered_with_the_path_and_without_it() {
    let (_harness, router) = under("/pass").await;
    for path in ["/healthz", "/v1/trust/manifest", "/wallet/", "/openapi.json", "/docs/", "/"] {
        let (with, without) = (at(&router, &format!("/pass{path}")).await, at(&router, path).await);
        assert_eq!((with.status.as_u16(), without.status.as_u16()), (200, 200), "{path}");
        assert_eq!(with.body, without.body, "{path}");
    }
    assert_eq!(at(&router, "/pass").await.status, 200);
    for nothing in ["/passport/healthz", "/other/healthz", "/pass/pass/healthz", "/pass/nothing"] {
        let answer = at(&router, nothing).await;
        assert_eq!((answer.status.as_u16(), answer.json()["code"].clone()), (404, json!("not_found")), "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_names_a_path_of_the_service_names_the_whole_path() {
    let (harness, router) = under("/pass").await;
    let front = ask(router.clone(), with(get("/pass/"), "accept", "application/json")).await.json();
    let links: Vec<&str> = front["links"].as_object().expect("links").values().filter_map(Value::as_str).collect();
    assert!(links.len() > 4, "{front}");
    for link in &links {
        assert!(link.starts_with("/pass/"), "{link}");
        assert_eq!(at(&router, link).await.status, 200, "{link}");
    }
    let page = String::from_utf8(at(&router, "/pass/").await.body.to_vec()).expect("a page");
    let ours = page.matches("href=\"/").count();
    assert!(ours > 5 && page.matches("href=\"/pass/").count() == ours, "{page}");

    for (path, target) in
        [("/pass/wallet", "/pass/wallet/"), ("/wallet", "/pass/wallet/"), ("/pass/docs", "/pass/docs/")]
    {
        assert_eq!(at(&router, path).await.header("location"), target, "{path}");
    }
    assert_eq!(at(&router, "/pass/wallet/sw.js").await.header("service-worker-allowed"), "/pass/wallet/");
    assert_eq!(at(&router, "/pass/openapi.json").await.json()["servers"], json!([{ "url": "/pass" }]));
    let swagger =
        String::from_utf8(at(&router, "/pass/docs/swagger-initializer.js").await.body.to_vec()).expect("text");
    assert!(swagger.contains("/pass/openapi.json"), "{swagger}");

    // Without it all is as ever.
    let plain = harness.public_with(settings());
    assert_eq!(at(&plain, "/openapi.json").await.json().get("servers"), None);
    assert_eq!(at(&plain, "/pass/healthz").await.status, 404);
}
