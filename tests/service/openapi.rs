//! The OpenAPI document, and that the service matches it.

use std::collections::BTreeSet;
use std::path::Path;

use haetae::http::ProblemCode;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post, with};
use haetae_testkit::service::{CITIZEN, Harness, now};
use serde_json::{Value, json};

use crate::passes::request;

/// Set it to write docs/openapi.json again: `HAETAE_WRITE_OPENAPI=1 cargo test --test service openapi`.
const WRITE: &str = "HAETAE_WRITE_OPENAPI";

fn document() -> Value {
    serde_json::from_str(&haetae::http::document()).expect("JSON")
}

#[test]
fn the_committed_document_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let made = format!("{}\n", haetae::http::document());
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &made).expect("docs can be written");
    }
    let committed = std::fs::read_to_string(&path).expect("docs/openapi.json");
    assert!(
        committed == made,
        "docs/openapi.json is not that of the code: {WRITE}=1 cargo test --test service openapi"
    );
}

#[test]
fn every_route_and_every_problem_is_in_the_document() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().expect("paths");
    let routes: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().expect("methods").keys().map(move |method| format!("{method} {path}"))
        })
        .collect();
    let expected = [
        "get /",
        "get /healthz",
        "get /metrics",
        "get /readyz",
        "get /v1/queue",
        "get /v1/queue/room",
        "get /v1/trust/bundle",
        "get /v1/trust/files/{sha256}",
        "get /v1/trust/manifest",
        "post /v1/passes",
        "post /v1/passes/paper",
        "post /v1/queue",
        "post /v1/queue/changes",
        "post /v1/reinstatements",
        "post /v1/revocations",
        "post /v1/verify",
    ];
    assert_eq!(routes, expected.into_iter().map(str::to_owned).collect());
    let codes = document["components"]["schemas"]["ProblemCode"]["enum"].as_array().expect("codes");
    assert_eq!(codes.len(), ProblemCode::ALL.len());
    let handbook =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md")).expect("docs/api.md");
    for code in ProblemCode::ALL {
        let row = format!("| `{}` | {} |", code.as_str(), code.status().as_u16());
        assert!(handbook.contains(&row), "docs/api.md lacks {row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_have_the_documented_form() {
    let harness = Harness::start().await;
    let pair = HolderPair::ed25519(7);
    let passes = harness.public(request(&harness, CITIZEN, &[(0, &pair)])).await.good();
    let code = pair.present(passes["passes"][0]["qr"].as_str().expect("a pass"), now(), None);
    let paper = harness.partner.sign(&harness.partner.paper_claims(CITIZEN));
    let paper = harness.public(bearing(post("/v1/passes/paper", &json!({})), &paper)).await.good();
    let admitted = harness.operator(post("/v1/verify", &json!({ "text": code }))).await.good();
    let late = json!({ "text": paper["qr"], "at": "2027-01-01T00:00:00Z" });
    let expired = harness.operator(post("/v1/verify", &late)).await.good();
    assert_eq!(expired["expired_at"], "2026-11-28T15:00:00Z");
    let early = json!({ "text": paper["qr"], "at": "2026-11-14T00:00:00Z" });
    let suspect = harness.operator(post("/v1/verify", &early)).await.good();
    let verdicts = harness.operator(post("/v1/verify", &json!({ "texts": [code] }))).await.good();
    let revoked = harness.operator(post("/v1/revocations", &json!({ "subject": CITIZEN }))).await.good();
    let ready = harness.operator(get("/readyz")).await.good();
    let alive = harness.public(get("/healthz")).await.good();
    let front = harness.public(with(get("/"), "accept", "application/json")).await.good();
    let problem = harness.public(get("/nowhere")).await.json();
    for (schema, answer) in [
        ("PassesAnswer", &passes),
        ("PaperPass", &paper),
        ("Verdict", &admitted),
        ("Verdict", &expired),
        ("Verdict", &suspect),
        ("VerifyAnswer", &verdicts),
        ("Standing", &revoked),
        ("Readiness", &ready),
        ("Health", &alive),
        ("Front", &front),
        ("Problem", &problem),
    ] {
        require_form(schema, answer);
    }
}

/// Requires the schema's form, and that no member is undocumented.
fn require_form(schema: &str, answer: &Value) {
    let document = document();
    let whole = json!({ "$ref": format!("#/components/schemas/{schema}"), "components": document["components"] });
    let validator = jsonschema::validator_for(&whole).expect("a schema");
    if let Err(error) = validator.validate(answer) {
        panic!("{answer} is no {schema}: {error}");
    }
    if let Some(properties) = document["components"]["schemas"][schema]["properties"].as_object() {
        for member in answer.as_object().expect("an object").keys() {
            assert!(properties.contains_key(member), "{member} of {schema} is not documented");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_served_with_pages_that_load_nothing_from_elsewhere() {
    let harness = Harness::start().await;
    let served = harness.public(get("/openapi.json")).await;
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.json(), document());
    assert_eq!(harness.operator(get("/openapi.json")).await.json(), document());

    let page = harness.public(get("/docs/")).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html"));
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    let html = String::from_utf8(page.body.to_vec()).expect("text");
    assert!(!html.contains("http://") && !html.contains("https://"), "{html}");
    for asset in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-initializer.js"]
    {
        assert!(html.contains(asset), "{html}");
        assert_eq!(harness.public(get(&format!("/docs/{asset}"))).await.status.as_u16(), 200, "{asset}");
    }
    let start = harness.public(get("/docs/swagger-initializer.js")).await;
    assert!(String::from_utf8_lossy(&start.body).contains("/openapi.json"));
    assert_eq!(harness.public(get("/docs")).await.header("location"), "/docs/");
    harness.public(get("/docs/nothing.js")).await.problem(404, "not_found");
}
