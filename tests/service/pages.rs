use axum::Router;
use axum::body::Body;
use axum::http::Request;
use bytes::Bytes;
use haetae::http::{App, Deployment, Pages};
use haetae_testkit::service::answer::{Answer, get, with};
use haetae_testkit::service::{Harness, ask, contact, settings};
use serde_json::json;

const PLAIN: &[u8] = b"<!doctype html><title>scanner</title>";

fn deployment(harness: &Harness) -> Deployment {
    let (origin, zone) = ("https://pass.example".to_owned(), "Asia/Seoul".to_owned());
    Deployment { roots: harness.ceremony.roots(), origin, zone, demo_sign_in: false, contact: Some(contact()) }
}

/// A service with the index of the scanner, a hashed file of it in three codings, and a service worker; no wallet.
async fn serving() -> (Harness, Router) {
    let harness = Harness::start().await;
    let file = |path: &str, bytes: &'static [u8]| (App::Scanner, path.to_owned(), Bytes::from_static(bytes));
    let files = [
        file("index.html", PLAIN),
        file("sw.js", b"self"),
        file("manifest.webmanifest", b"{}"),
        file("assets/core-1a2b.wasm", b"wasm as it is"),
        file("assets/core-1a2b.wasm.br", b"brotli"),
        file("assets/core-1a2b.wasm.gz", b"gzip"),
    ];
    let pages = Pages::new(files, &deployment(&harness));
    let router = harness.public_with(haetae::http::HttpSettings { pages, ..settings() });
    (harness, router)
}

async fn ask_for(router: &Router, request: Request<Body>) -> Answer {
    ask(router.clone(), request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_may_load_nothing_from_elsewhere_and_use_only_the_camera() {
    let (_harness, router) = serving().await;
    let page = ask_for(&router, get("/scanner/")).await;
    assert_eq!((page.status.as_u16(), page.body.as_ref()), (200, PLAIN));
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let policy = page.header("content-security-policy");
    for rule in
        ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval';", "style-src 'self';", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("http") && !policy.contains('*'), "{policy}");
    assert!(page.header("permissions-policy").contains("camera=(self)"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    // Other answers may not use it at all.
    assert!(ask_for(&router, get("/healthz")).await.header("permissions-policy").contains("camera=()"));
}

#[tokio::test(flavor = "multi_thread")]
async fn hashed_files_stay_and_the_others_are_asked_for_each_time() {
    let (_harness, router) = serving().await;
    let cases = [
        ("/scanner/", "no-cache", "text/html; charset=utf-8"),
        ("/scanner/index.html", "no-cache", "text/html; charset=utf-8"),
        ("/scanner/sw.js", "no-cache", "text/javascript; charset=utf-8"),
        ("/scanner/manifest.webmanifest", "no-cache", "application/manifest+json"),
        ("/scanner/deployment.json", "no-cache", "application/json"),
        ("/scanner/assets/core-1a2b.wasm", "public, max-age=31536000, immutable", "application/wasm"),
    ];
    for (path, caching, media_type) in cases {
        let first = ask_for(&router, get(path)).await;
        assert_eq!(first.status, 200, "{path}");
        assert_eq!((first.header("cache-control"), first.header("content-type")), (caching, media_type), "{path}");
        let again = ask_for(&router, with(get(path), "if-none-match", first.header("etag"))).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), first.header("etag"));
    }
    assert_eq!(ask_for(&router, get("/scanner/sw.js")).await.header("service-worker-allowed"), "/scanner/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_gets_the_smallest_coding_that_it_takes() {
    let (_harness, router) = serving().await;
    let path = "/scanner/assets/core-1a2b.wasm";
    let cases = [
        ("gzip, deflate, br, zstd", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "gzip"),
        ("identity", "", "wasm as it is"),
    ];
    let mut tags = std::collections::BTreeSet::new();
    for (accepted, coding, body) in cases {
        let answer = ask_for(&router, with(get(path), "accept-encoding", accepted)).await;
        assert_eq!((answer.header("content-encoding"), answer.body.as_ref()), (coding, body.as_bytes()), "{accepted}");
        assert_eq!((answer.header("vary"), answer.header("content-type")), ("accept-encoding", "application/wasm"));
        tags.insert(answer.header("etag").to_owned());
    }
    assert_eq!(tags.len(), 3, "each coding has a tag of its own");
    ask_for(&router, get(&format!("{path}.br"))).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_apps_learn_the_roots_from_where_they_are_served() {
    let (harness, router) = serving().await;
    for path in ["/scanner/deployment.json", "/wallet/deployment.json"] {
        let deployment = ask_for(&router, get(path)).await.good();
        assert_eq!(deployment["roots"], serde_json::to_value(harness.ceremony.roots()).expect("JSON"));
        assert_eq!(deployment["origin"], "https://pass.example");
        assert_eq!(deployment["zone"], "Asia/Seoul");
        assert_eq!(deployment["demo_sign_in"], json!(false));
        assert_eq!(deployment["contact"], json!({ "name": "질병관리청", "telephone": "1339" }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scanner_gets_its_training_and_the_wallet_none() {
    let (_harness, router) = serving().await;
    let training = ask_for(&router, get("/scanner/training.json")).await;
    assert_eq!(training.good()["codes"][0]["expected"], "admit");
    assert_eq!(training.header("cache-control"), "no-cache");
    ask_for(&router, get("/wallet/training.json")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_not_built_in_is_reported_missing() {
    let (_harness, router) = serving().await;
    let plain = ask_for(&router, get("/wallet/")).await;
    assert_eq!((plain.status.as_u16(), plain.header("content-type")), (503, "text/plain; charset=utf-8"));
    assert!(String::from_utf8_lossy(&plain.body).contains("make web"), "{plain:?}");
    ask_for(&router, get("/wallet/assets/index.js")).await.problem(404, "not_found");
    let moved = ask_for(&router, get("/wallet")).await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/wallet/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn apps_that_are_turned_off_are_not_served() {
    let harness = Harness::start().await;
    for path in ["/scanner/", "/wallet/", "/wallet/deployment.json", "/demo/", "/demo/citizens"] {
        harness.public(get(path)).await.problem(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_no_text_is_answered_with_a_problem() {
    let (_harness, router) = serving().await;
    for path in
        ["/%ff", "/wallet/%ff", "/scanner/%c0%af", "/docs/%ff", "/v1/trust/files/%ff", "/v1/%ff", "/healthz/%ff"]
    {
        ask_for(&router, get(path)).await.problem(404, "not_found");
    }
    let (harness, _) = serving().await;
    for path in ["/%ff", "/v1/revocations/%ff"] {
        harness.operator(get(path)).await.problem(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_apps_is_served() {
    let (_harness, router) = serving().await;
    for path in
        ["/scanner/../Cargo.toml", "/scanner/%2e%2e/Cargo.toml", "/scanner/..%2fCargo.toml", "/scanner//etc/passwd"]
    {
        ask_for(&router, get(path)).await.problem(404, "not_found");
    }
}
