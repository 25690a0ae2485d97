use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use haetae_core::{Manifest, TrustStore};
use haetae_testkit::service::answer::{get, post, with};
use haetae_testkit::service::{CITIZEN, Harness};
use serde_json::json;

/// The names that the manifest pins, and the addresses of their files.
async fn files(harness: &Harness) -> BTreeMap<String, String> {
    let manifest = harness.public(get("/v1/trust/manifest")).await.body;
    let manifest = Manifest::decode_unverified(&manifest).expect("a manifest");
    manifest.files().iter().map(|file| (file.name.clone(), hex::encode(file.sha256))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanner_takes_what_is_served() {
    let harness = Harness::start().await;
    let manifest = harness.public(get("/v1/trust/manifest")).await;
    assert_eq!(manifest.header("content-type"), r#"application/cose; cose-type="cose-sign1""#);
    let mut bytes = Vec::new();
    let named = files(&harness).await;
    assert_eq!(named.len(), 1 + 14 + 1 + 28, "the trust list and a status list for each day");
    for (name, address) in &named {
        let file = harness.public(get(&format!("/v1/trust/files/{address}"))).await;
        let expected = if name == "trust-list" {
            r#"application/cose; cose-type="cose-sign""#
        } else {
            "application/statuslist+cwt"
        };
        assert_eq!((file.status.as_u16(), file.header("content-type")), (200, expected), "{name}");
        bytes.push(file.body);
    }
    let files: Vec<&[u8]> = bytes.iter().map(|bytes| &**bytes).collect();
    let mut scanner = TrustStore::new(harness.ceremony.roots());
    assert_eq!(scanner.take_set(&manifest.body, &files).as_str(), "taken");

    let bundle = harness.public(get("/v1/trust/bundle")).await;
    assert_eq!(bundle.header("content-type"), "application/cbor");
    assert_eq!(TrustStore::new(harness.ceremony.roots()).take_bundle(&bundle.body).as_str(), "taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_may_keep_published_data_as_long_as_it_is_valid() {
    let harness = Harness::start().await;
    let small = "public, max-age=60, stale-while-revalidate=86400, stale-if-error=604800";
    let file = format!("/v1/trust/files/{}", files(&harness).await["trust-list"]);
    let immutable = "public, max-age=31536000, immutable";
    for (path, caching) in [("/v1/trust/manifest", small), ("/v1/trust/bundle", small), (file.as_str(), immutable)] {
        let whole = harness.public(get(path)).await;
        assert_eq!((whole.status.as_u16(), whole.header("cache-control")), (200, caching));
        assert_eq!(whole.header("access-control-allow-origin"), "*");
        let etag = whole.header("etag").to_owned();
        assert!(etag.starts_with('"') && etag.len() == 66, "{etag}");

        for condition in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
            let unchanged = harness.public(with(get(path), "if-none-match", &condition)).await;
            assert_eq!((unchanged.status.as_u16(), unchanged.body.len()), (304, 0), "{condition}");
            assert_eq!((unchanged.header("etag"), unchanged.header("cache-control")), (etag.as_str(), caching));
        }
        let other = harness.public(with(get(path), "if-none-match", "\"other\"")).await;
        assert_eq!(other.body, whole.body);

        let head = harness.public(Request::head(path).body(Body::empty()).expect("a request")).await;
        assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), whole.body.len().to_string());
        assert_eq!(head.header("etag"), etag);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_broke_off_goes_on() {
    let harness = Harness::start().await;
    let file = format!("/v1/trust/files/{}", files(&harness).await["trust-list"]);
    for path in ["/v1/trust/manifest", "/v1/trust/bundle", file.as_str()] {
        let whole = harness.public(get(path)).await;
        let (length, etag) = (whole.body.len(), whole.header("etag").to_owned());
        assert_eq!(whole.header("accept-ranges"), "bytes");

        let first = harness.public(with(get(path), "range", "bytes=0-99")).await;
        assert_eq!((first.status.as_u16(), first.header("etag")), (206, etag.as_str()));
        assert_eq!(first.header("content-range"), format!("bytes 0-99/{length}"));
        assert_eq!(first.header("content-type"), whole.header("content-type"));
        assert_eq!(first.header("cache-control"), whole.header("cache-control"));
        let rest = with(with(get(path), "range", "bytes=100-"), "if-range", &etag);
        let rest = harness.public(rest).await;
        assert_eq!((rest.status.as_u16(), rest.header("content-length")), (206, (length - 100).to_string().as_str()));
        assert_eq!([first.body, rest.body].concat(), whole.body);

        // The rest of another set would not fit.
        for other in ["\"other\"", &format!("W/{etag}")] {
            let all = harness.public(with(with(get(path), "range", "bytes=100-"), "if-range", other)).await;
            assert_eq!((all.status.as_u16(), &all.body), (200, &whole.body), "{other}");
        }
        for passed_over in ["bytes=0-1,5-6", "lines=1-2", "bytes=5-1", "bytes"] {
            let all = harness.public(with(get(path), "range", passed_over)).await;
            assert_eq!((all.status.as_u16(), &all.body), (200, &whole.body), "{passed_over}");
        }
        let beyond = harness.public(with(get(path), "range", &format!("bytes={length}-"))).await;
        beyond.problem(416, "range_not_satisfiable");
        assert_eq!(beyond.header("content-range"), format!("bytes */{length}"));
        // Content that the client has already is not sent in parts either.
        let known = with(with(get(path), "range", "bytes=0-1"), "if-none-match", &etag);
        assert_eq!(harness.public(known).await.status.as_u16(), 304);
        let head = Request::head(path).header("range", "bytes=0-1").body(Body::empty()).expect("a request");
        assert_eq!(harness.public(head).await.status.as_u16(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_may_read_published_data() {
    let harness = Harness::start().await;
    let file = format!("/v1/trust/files/{}", files(&harness).await["trust-list"]);
    for path in ["/v1/trust/manifest", "/v1/trust/bundle", file.as_str()] {
        let mut preflight = Request::options(path).body(Body::empty()).expect("a request");
        for (name, value) in [
            ("origin", "https://scanner.example"),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "if-none-match, range, if-range"),
        ] {
            preflight = with(preflight, name, value);
        }
        let answer = harness.public(preflight).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-methods"), "GET,HEAD");
        assert_eq!(answer.header("access-control-allow-headers"), "if-none-match,if-range,range");
    }
    let passes = harness.public(with(post("/v1/passes", &json!({})), "origin", "https://scanner.example")).await;
    assert_eq!(passes.header("access-control-allow-origin"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn unchanged_files_keep_their_addresses() {
    let harness = Harness::start().await;
    let before = files(&harness).await;
    let etag = harness.public(get("/v1/trust/manifest")).await.header("etag").to_owned();

    assert!(!harness.publish().await, "nothing is due");
    harness.clock.advance(3_600);
    assert!(harness.publish().await, "a fresh manifest is due");
    assert_ne!(harness.public(get("/v1/trust/manifest")).await.header("etag"), etag);
    assert_eq!(files(&harness).await, before);

    harness.clock.advance(86_400);
    harness.publish().await;
    let next_day = files(&harness).await;
    let kept = next_day.iter().filter(|(name, hash)| before.get(*name) == Some(hash)).count();
    assert_eq!(kept, before.len() - 1, "one day leaves and one comes");

    harness.operator(post("/v1/revocations", &json!({ "subject": CITIZEN }))).await.good();
    assert!(harness.publish().await);
    let revoked = files(&harness).await;
    assert_eq!(revoked["trust-list"], before["trust-list"]);
    let new: Vec<&str> =
        revoked.iter().filter(|(name, hash)| next_day.get(*name) != Some(*hash)).map(|(name, _)| &**name).collect();
    assert_eq!(new.len(), 2, "the revocations of two days: {new:?}");
    assert!(new.iter().all(|name| name.starts_with("changes/")), "lists stay: {new:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_content_is_reported() {
    let harness = Harness::start().await;
    let hash = files(&harness).await["trust-list"].clone();
    let (upper, unknown) = (hash.to_uppercase(), "0".repeat(64));
    for address in [upper.as_str(), &unknown, "trust-list", &hash[1..], "%00", "%ff"] {
        let answer = harness.public(get(&format!("/v1/trust/files/{address}"))).await;
        assert!(answer.status.is_client_error(), "{address}");
        answer.problem(404, "not_found");
    }
    for path in ["/v1/trust", "/v1/trust/", "/v1/trust/files/", "/v1/trust/manifest/", "/v2/passes", "/wallet/"] {
        harness.public(get(path)).await.problem(404, "not_found");
    }
    let answer = harness.public(post("/v1/trust/manifest", &json!({}))).await;
    answer.problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_manifest_a_later_try_is_asked_for() {
    let harness = Harness::unpublished().await;
    let unknown = format!("/v1/trust/files/{}", "0".repeat(64));
    for path in ["/v1/trust/manifest", "/v1/trust/bundle", &unknown] {
        let answer = harness.public(get(path)).await;
        answer.problem(503, "not_published");
        assert_eq!(answer.header("retry-after"), "5");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}
