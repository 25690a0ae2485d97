use axum::Router;
use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use bytes::Bytes;
use haetae::http::{App, Deployment, HttpSettings, Pages};
use haetae::identity::DemoPartner;
use haetae_testkit::service::answer::{Answer, get, with};
use haetae_testkit::service::{AUDIENCE, Harness, ask, settings};
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// A service with these apps, and with the demo sign-in.
fn with_apps(harness: &Harness, apps: &[App]) -> Router {
    let (origin, zone) = ("https://pass.example".to_owned(), "Asia/Seoul".to_owned());
    let deployment = Deployment { roots: harness.ceremony.roots(), origin, zone, demo_sign_in: true, contact: None };
    let index = |app: &App| (*app, "index.html".to_owned(), Bytes::from_static(b"<!doctype html>"));
    let pages = Pages::new(apps.iter().map(index), &deployment);
    let partner = DemoPartner::new(&Base64UrlUnpadded::encode_string(&[7; 32]), AUDIENCE).expect("a key");
    harness.public_with(HttpSettings { pages, demo: Some(partner), ..settings() })
}

fn text(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.body).expect("text")
}

/// The page, as a browser asks for it.
async fn page(router: &Router, path: &str, language: &str) -> String {
    let request = with(get(path), "accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    let answer = ask(router.clone(), with(request, "accept-language", language)).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!((answer.header("vary"), answer.header("cache-control")), ("accept, accept-language", "no-store"));
    text(&answer).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_gets_a_page_in_its_language_that_leads_on() {
    let harness = Harness::start().await;
    let router = with_apps(&harness, &[App::Wallet, App::Scanner]);
    let korean = page(&router, "/", "ko-KR,ko;q=0.9,en;q=0.8").await;
    let english = page(&router, "/", "en").await;
    assert!(korean.contains("<html lang=\"ko\">") && korean.contains("<b>지갑</b>"), "{korean}");
    assert!(english.contains("<html lang=\"en\">") && english.contains("<b>Wallet</b>"), "{english}");
    for page in [&korean, &english] {
        for path in ["/wallet/", "/scanner/", "/demo/", "/docs/", "/openapi.json", "/readyz", "/v1/trust/bundle"] {
            assert!(page.contains(&format!("href=\"{path}\"")), "{path} in {page}");
        }
    }
    assert_eq!(page(&router, "/?lang=en", "ko").await, english);
    assert_eq!(page(&router, "/?from=poster&lang=ko", "en").await, korean);
    assert_eq!(page(&router, "/?lang=xx", "ko").await, korean);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_runs_nothing_and_its_policy_fits_its_style() {
    let harness = Harness::start().await;
    let answer = harness.public(get("/")).await;
    let page = text(&answer);
    let style = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).expect("a style").0;
    let policy = answer.header("content-security-policy");
    let allowed = format!("style-src 'sha256-{}'", Base64::encode_string(&Sha256::digest(style)));
    assert!(policy.starts_with("default-src 'none'; ") && policy.contains(&allowed), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
    assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("http:"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_served_is_named() {
    let harness = Harness::start().await;
    let wallet = with_apps(&harness, &[App::Wallet]);
    let named = |page: &str| ["/wallet/", "/scanner/", "/demo/"].map(|path| page.contains(&format!("\"{path}\"")));
    assert_eq!(named(&page(&wallet, "/", "en").await), [true, false, true]);
    // The sign-in is a page of the wallet.
    assert_eq!(named(&page(&with_apps(&harness, &[App::Scanner]), "/", "en").await), [false, true, false]);
    let without = harness.public(with(get("/"), "accept-language", "en")).await;
    assert_eq!(named(text(&without)), [false, false, false]);
    assert!(text(&without).contains("does not offer the web apps"), "{without:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_get_json_where_they_ask_for_it() {
    let harness = Harness::start().await;
    let version = env!("CARGO_PKG_VERSION");
    let documents =
        json!({ "docs": "/docs/", "openapi": "/openapi.json", "readiness": "/readyz", "bundle": "/v1/trust/bundle" });
    let expected =
        json!({ "service": "haetae", "version": version, "status": "ready", "missing": [], "links": documents });
    for accept in ["application/json", "application/*", "text/html;q=0.1, application/json"] {
        let answer = harness.public(with(get("/"), "accept", accept)).await;
        assert_eq!(answer.good(), expected, "{accept}");
        assert_eq!(answer.header("vary"), "accept, accept-language");
    }
    for accept in ["*/*", "text/*", "image/png", ""] {
        let answer = harness.public(with(get("/"), "accept", accept)).await;
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{accept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_cannot_work_says_why_in_words() {
    let harness = Harness::unpublished().await;
    harness.store.fail();
    let answer = harness.public(with(get("/"), "accept", "application/json")).await.good();
    assert_eq!((&answer["status"], &answer["missing"]), (&json!("not_ready"), &json!(["store", "published"])));
    let ask = async |language| harness.public(with(get("/"), "accept-language", language)).await;
    for (language, words) in [
        ("en", ["not fully available", "The records cannot be read", "no up-to-date data"]),
        ("ko", ["정상적으로 이용할 수 없습니다", "기록 저장소가 응답하지 않아", "최신 검증 데이터가 없습니다"]),
    ] {
        let answer = ask(language).await;
        for words in words {
            assert!(text(&answer).contains(words), "{words}: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_see_what_is_on_their_listener() {
    let harness = Harness::start().await;
    harness.operator_without_token(get("/")).await.problem(401, "operator_token_required");
    let front = harness.operator(get("/")).await.good();
    assert_eq!(front["status"], "ready");
    for (name, path) in front["links"].as_object().expect("links") {
        let path = path.as_str().expect("a path");
        // Routes that accept only POST are there, too.
        let status = harness.operator(get(path)).await.status.as_u16();
        assert!(matches!(status, 200 | 405), "{name}: {path} gives {status}");
    }
}
