//! The body of a request: the first line of an input is the path, the rest is sent there as JSON.

use axum::body::Body;
use axum::http::{Request, header};
use haetae_core::keys_digest;
use haetae_core::{Jwk, PublicKey, UnverifiedPass};
use serde_json::{Value, json};

use crate::Target;
use crate::service::{CITIZEN, NOW, PARTNER, Service, TODAY};
use crate::vectors;

pub(super) const TARGET: Target = Target {
    name: "http-body",
    promise: "every body has an answer in JSON, never a 5xx, and a good answer has what was asked for",
    run,
    seeds,
    rounds: 1_500,
};

const PASSES: &str = "/v1/passes";
const REVOCATIONS: &str = "/v1/revocations";
const VERIFY: &str = "/v1/verify";

fn run(input: &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (line, body) = input.split_at(end);
    let known = [PASSES, REVOCATIONS, VERIFY].into_iter().find(|path| path.as_bytes() == line);
    let (path, body) = known.map_or((VERIFY, input), |path| (path, body));
    Service::with(|service| {
        let bearer = if path == PASSES { assertion(service, body) } else { service.operator_token.clone() };
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {bearer}"))
            .body(Body::from(body.to_vec()))
            .expect("a request");
        let (status, answer) = service.ask(if path == PASSES { service.public() } else { service.operator() }, request);
        assert!(status < 500, "{path} answers {status}: {answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        if status != 200 {
            assert!(answer["code"].is_string() && answer["detail"].is_string(), "{answer}");
            return;
        }
        let asked: Value = serde_json::from_slice(body).expect("a good answer to what is no JSON");
        match path {
            PASSES => {
                let passes = answer["passes"].as_array().expect("passes");
                assert!(passes.len() <= asked["holder_keys"].as_array().map_or(0, Vec::len), "{answer}");
                for pass in passes {
                    let decoded = UnverifiedPass::parse(pass["qr"].as_str().expect("a text"));
                    assert!(decoded.is_ok(), "{pass}");
                }
            }
            VERIFY if !asked["texts"].is_null() => {
                let (texts, verdicts) = (asked["texts"].as_array(), answer["verdicts"].as_array());
                assert_eq!(texts.map(Vec::len), verdicts.map(Vec::len), "{answer}");
            }
            VERIFY => assert!(answer["outcome"].is_string(), "{answer}"),
            _ => assert!(answer["status"].is_string(), "{answer}"),
        }
    });
}

/// What a partner says for the keys in a body, as far as they can be read.
fn assertion(service: &Service, body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let keys = body["holder_keys"].as_array().into_iter().flatten().filter_map(|holder| {
        let jwk: Jwk = serde_json::from_value(holder["jwk"].clone()).ok()?;
        PublicKey::try_from(&jwk).ok()
    });
    let seconds = NOW.seconds();
    let claims = json!({
        "iss": PARTNER, "sub": CITIZEN, "aud": "haetae", "iat": seconds, "exp": seconds + 200, "auth_time": seconds,
        "use": "passes", "keys": keys_digest(&keys.collect::<Vec<_>>()),
    });
    service.partner.sign(&claims.to_string())
}

fn seeds() -> Vec<Vec<u8>> {
    let codes = vectors::codes();
    let texts: Vec<&str> = codes.iter().step_by(40).map(|code| code.text.as_str()).collect();
    let holder = Service::with(|service| json!(Jwk::from(&service.partner.public)));
    let bodies = [
        (PASSES, json!({ "holder_keys": [{ "day": TODAY, "jwk": holder }] })),
        (PASSES, json!({ "holder_keys": [{ "day": TODAY, "jwk": holder }, { "day": "2026-11-16", "jwk": holder }] })),
        (PASSES, json!({ "holder_keys": [], "ticket": "a place" })),
        // Not the citizen who asks for passes: that one would stay revoked.
        (REVOCATIONS, json!({ "subject": "SYN-000002", "reason": "lost" })),
        (REVOCATIONS, json!({ "subject": "nobody" })),
        (VERIFY, json!({ "text": texts[0], "at": "2026-10-17T12:00:00Z", "require_challenge": true })),
        (VERIFY, json!({ "texts": texts, "challenges": ["fecb06c5e654bf1a"] })),
    ];
    bodies.iter().map(|(path, body)| format!("{path}\n{body}").into_bytes()).collect()
}
