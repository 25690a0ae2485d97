//! The rules for a partner's assertion, on every route that accepts one.

use haetae::model::Uses;
use haetae_core::UnixTime;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, bearing, post, with};
use haetae_testkit::service::partner::PartnerSigner;
use haetae_testkit::service::{AUDIENCE, CITIZEN, Harness, NOW, day};
use serde_json::{Value, json};

/// Asks for today's pass with an assertion of these claims.
async fn ask(harness: &Harness, signer: &PartnerSigner, claims: &Value) -> Answer {
    present(harness, &signer.sign(claims)).await
}

async fn present(harness: &Harness, assertion: &str) -> Answer {
    harness.public(bearing(request(), assertion)).await
}

fn request() -> axum::http::Request<axum::body::Body> {
    post("/v1/passes", &json!({ "holder_keys": [pair().for_day(day(0))] }))
}

fn pair() -> HolderPair {
    HolderPair::ed25519(7)
}

fn changed(harness: &Harness, name: &str, value: Value) -> Value {
    let mut claims = harness.partner.claims(CITIZEN, &[pair().public()]);
    claims[name] = value;
    claims
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_claim_is_named() {
    let harness = Harness::start().await;
    let other_keys = harness.partner.claims(CITIZEN, &[HolderPair::ed25519(8).public()])["keys"].clone();
    let cases = [
        ("iat", json!(NOW + 61), "assertion_untimely", "iat is in the future"),
        ("iat", json!(NOW as f64 + 60.5), "assertion_untimely", "iat is in the future"),
        ("iat", json!(NOW.to_string()), "assertion_invalid", "iat is a text; a number of seconds"),
        ("iat", json!([NOW]), "assertion_invalid", "iat is a list"),
        ("iat", Value::Null, "assertion_invalid", "iat is missing"),
        ("iat", json!(-1), "assertion_invalid", "iat is no time of the years 1970 to 9999"),
        ("iat", json!(-0.5), "assertion_invalid", "iat is no time"),
        ("exp", json!(1e300), "assertion_invalid", "exp is no time"),
        ("exp", json!(u64::MAX), "assertion_invalid", "exp is no time"),
        ("exp", json!(NOW), "assertion_untimely", "exp has passed"),
        ("exp", json!(NOW as f64 - 0.5), "assertion_untimely", "exp has passed"),
        ("exp", json!(true), "assertion_invalid", "exp is a boolean"),
        ("exp", json!(NOW + 291), "assertion_invalid", "exp must be after its iat, by at most 300 seconds"),
        ("exp", json!(NOW as f64 + 290.5), "assertion_invalid", "at most 300 seconds"),
        ("nbf", json!(NOW + 61), "assertion_untimely", "nbf is in the future"),
        ("nbf", json!("soon"), "assertion_invalid", "nbf is a text"),
        ("auth_time", json!(NOW + 61), "assertion_untimely", "auth_time is in the future"),
        ("auth_time", json!({}), "assertion_invalid", "auth_time is an object"),
        ("aud", json!("another"), "assertion_invalid", "aud does not name this issuer"),
        ("aud", json!(["another", "one"]), "assertion_invalid", "aud does not name this issuer"),
        ("aud", json!([]), "assertion_invalid", "aud does not name this issuer"),
        ("aud", json!([AUDIENCE, 7]), "assertion_invalid", "aud has a number in it"),
        ("aud", json!([[AUDIENCE]]), "assertion_invalid", "aud has a list in it"),
        ("aud", json!({ "is": AUDIENCE }), "assertion_invalid", "aud is an object"),
        ("aud", json!(format!("{AUDIENCE} ")), "assertion_invalid", "aud does not name this issuer"),
        ("iss", json!("stranger"), "assertion_invalid", "iss and its kid name is not registered"),
        ("iss", json!(["partner-1"]), "assertion_invalid", "iss is a list; a text is needed"),
        ("iss", Value::Null, "assertion_invalid", "iss is missing"),
        ("sub", json!("not a subject"), "assertion_invalid", "sub is not a subject id"),
        ("sub", json!(5), "assertion_invalid", "sub is a number"),
        ("use", json!("paper"), "assertion_invalid", "use is not that of the request"),
        ("use", json!("admin"), "assertion_invalid", "use is not that of the request"),
        ("use", json!(["passes"]), "assertion_invalid", "use is a list"),
        ("keys", Value::Null, "assertion_invalid", "keys are missing"),
        ("keys", json!([]), "assertion_invalid", "keys is a list"),
        ("keys", other_keys, "assertion_for_other_keys", "other holder keys"),
    ];
    for (claim, value, code, hint) in cases {
        let answer = ask(&harness, &harness.partner, &changed(&harness, claim, value.clone())).await;
        let detail = answer.problem(401, code);
        assert!(detail.contains(hint), "{claim} {value}: {detail}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    for claim in ["iss", "sub", "aud", "iat", "exp", "auth_time", "use"] {
        let mut claims = changed(&harness, claim, Value::Null);
        claims.as_object_mut().expect("an object").remove(claim);
        let detail = ask(&harness, &harness.partner, &claims).await.problem(401, "assertion_invalid");
        assert!(detail.contains(&format!("{claim} is missing")), "{detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rfc_7519_allows_is_accepted() {
    let harness = Harness::start().await;
    for (claim, value) in [
        ("iat", json!(NOW + 60)),
        ("iat", json!(NOW as f64 - 9.75)),
        ("iat", json!(NOW as f64 + 0.999_999)),
        ("exp", json!(NOW + 1)),
        ("exp", json!(NOW as f64 + 0.25)),
        ("exp", json!(NOW as f64 + 290.0)),
        ("auth_time", json!(NOW as f64 - 100.123_456)),
        ("auth_time", json!(0.5 + (NOW - 31 * 86_400) as f64)),
        ("nbf", json!(NOW)),
        ("nbf", json!(NOW as f64 + 59.5)),
        ("nbf", json!(0)),
        ("nbf", Value::Null),
        ("aud", json!([AUDIENCE])),
        ("aud", json!(["https://other.example", AUDIENCE])),
        ("jti", json!("anything")),
        ("exp_hint", json!(1e300)),
    ] {
        let answer = ask(&harness, &harness.partner, &changed(&harness, claim, value.clone())).await;
        assert_eq!(answer.status.as_u16(), 200, "{claim} {value}: {answer:?}");
    }
    let claims = harness.partner.claims(CITIZEN, &[pair().public()]);
    for typ in [json!("JWT"), json!("jwt"), json!("application/jwt"), Value::Null] {
        let header = json!({ "alg": "EdDSA", "typ": typ, "kid": harness.partner.key_id, "b64": true, "x": [1] });
        present(&harness, &harness.partner.sign_with_header(&header, &claims)).await.good();
    }
    let spaced = serde_json::to_string_pretty(&claims).expect("JSON");
    let header = json!({ "alg": "EdDSA", "kid": harness.partner.key_id }).to_string();
    present(&harness, &harness.partner.sign_texts(&format!(" {header}\n"), &spaced)).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_in_a_header_or_a_part_are_named_and_not_quoted() {
    let harness = Harness::start().await;
    let claims = harness.partner.claims(CITIZEN, &[pair().public()]);
    let kid = &harness.partner.key_id;
    for (header, hint) in [
        (json!({ "alg": "EdDSA", "kid": kid, "crit": ["exp"] }), "its header has crit"),
        (json!({ "alg": "EdDSA", "kid": kid, "crit": ["secret"], "secret": 1 }), "its header has crit"),
        (json!({ "alg": "EdDSA", "kid": kid, "crit": [] }), "its header has crit"),
        (json!({ "alg": "EdDSA", "kid": kid, "crit": null }), "its header has crit"),
        (json!({ "alg": "EdDSA", "kid": kid, "crit": ["b64"], "b64": false }), "its header has crit"),
        (json!({ "alg": "EdDSA", "kid": kid, "b64": false }), "its header has b64"),
        (json!({ "alg": "EdDSA", "kid": 5 }), "its kid is a number"),
        (json!({ "alg": "EdDSA", "kid": "secret" }), "kid name is not registered"),
        (json!({ "alg": "none", "kid": kid }), "its alg is not EdDSA"),
        (json!({ "alg": "eddsa", "kid": kid }), "its alg is not EdDSA"),
        (json!({ "alg": ["EdDSA"], "kid": kid }), "its alg is not EdDSA"),
        (json!({ "kid": kid }), "its alg is not EdDSA"),
    ] {
        let answer = present(&harness, &harness.partner.sign_with_header(&header, &claims)).await;
        let detail = answer.problem(401, "assertion_invalid");
        assert!(detail.contains(hint) && !detail.contains("secret"), "{header}: {detail}");
    }
    let header = json!({ "alg": "EdDSA", "kid": kid }).to_string();
    let doubled = |member: &str| claims.to_string().replacen('{', &format!("{{{member},"), 1);
    for (header, claims, hint) in [
        (&header, doubled(r#""sub":"citizen-2""#), "its claims has sub twice"),
        (&header, doubled(r#""secret":1,"secret":2"#), "its claims has a member twice"),
        (&header.replacen('{', r#"{"kid":"secret","#, 1), claims.to_string(), "its header has kid twice"),
        (&header, doubled(r#""iat":1e999"#), "its claims must be a JSON object"),
        (&header, format!("{claims} secret"), "its claims must be a JSON object"),
        (&header, format!("[{claims}]"), "its claims must be a JSON object"),
        (&header, r#""secret""#.to_owned(), "its claims must be a JSON object"),
        (&header, format!("\u{feff}{claims}"), "its claims must be a JSON object"),
        (&"5".to_owned(), claims.to_string(), "its header must be a JSON object"),
    ] {
        let detail = present(&harness, &harness.partner.sign_texts(header, &claims)).await;
        let detail = detail.problem(401, "assertion_invalid");
        assert!(detail.contains(hint) && !detail.contains("secret"), "{claims}: {detail}");
    }

    let good = harness.partner.sign(&claims);
    let mut parts = good.split('.').map(str::to_owned);
    let mut part = || parts.next().expect("three parts");
    let (header, claims, signature) = (part(), part(), part());
    let padded = harness.partner.sign_parts(&header, &format!("{claims}{}", "=".repeat(claims.len() % 3 + 1)));
    let spaced = harness.partner.sign_parts(&format!("{header} "), &claims);
    for (assertion, hint) in [
        (padded, "its claims must be in base64url without padding"),
        (spaced, "its header must be in base64url without padding"),
        (format!("{header}.{claims}.{signature}=="), "its signature is wrong"),
        (format!("{header}.{claims}.{signature}.{signature}"), "three parts"),
        (format!("{header}.{claims}"), "three parts"),
        (format!("{header}..{signature}"), "its claims must be a JSON object"),
    ] {
        let detail = present(&harness, &assertion).await.problem(401, "assertion_invalid");
        assert!(detail.contains(hint), "{detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_registered_key_counts() {
    let harness = Harness::start().await;
    let claims = harness.partner.claims(CITIZEN, &[pair().public()]);
    let thief = PartnerSigner::new(9, "partner-1");

    let unknown = thief.sign(&claims);
    assert!(present(&harness, &unknown).await.problem(401, "assertion_invalid").contains("not registered"));
    let header = json!({ "alg": "EdDSA", "kid": harness.partner.key_id });
    let forged = thief.sign_with_header(&header, &claims);
    assert!(present(&harness, &forged).await.problem(401, "assertion_invalid").contains("signature is wrong"));
    for algorithm in ["none", "HS256", "ES256", "RS256"] {
        let header = json!({ "alg": algorithm, "kid": harness.partner.key_id });
        let assertion = harness.partner.sign_with_header(&header, &claims);
        present(&harness, &assertion).await.problem(401, "assertion_invalid");
    }
    let unsigned = harness.partner.sign(&claims);
    let unsigned = unsigned.rsplit_once('.').expect("a signature").0;
    for broken in [&format!("{unsigned}."), unsigned, "nonsense", "a.b.c", &"x".repeat(5_000)] {
        present(&harness, broken).await.problem(401, "assertion_invalid");
    }
    let nameless = harness.partner.sign_with_header(&json!({ "alg": "EdDSA" }), &claims);
    assert!(present(&harness, &nameless).await.problem(401, "assertion_invalid").contains("kid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_assertion_nothing_is_looked_at() {
    let harness = Harness::start().await;
    let answer = harness.public(request()).await;
    answer.problem(401, "assertion_missing");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    for header in ["Basic YTpi", "Bearer", "Bearer "] {
        harness.public(with(request(), "authorization", header)).await.problem(401, "assertion_missing");
    }
    let mut twice = bearing(request(), "one");
    twice.headers_mut().append("authorization", "Bearer two".parse().expect("a header"));
    harness.public(twice).await.problem(401, "assertion_missing");
    // The scheme's name has no case (RFC 9110, section 11.1).
    let assertion = harness.partner.sign(&harness.partner.claims(CITIZEN, &[pair().public()]));
    harness.public(with(request(), "authorization", &format!("bearer {assertion}"))).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn uses_are_granted_key_by_key() {
    let harness = Harness::start().await;
    let printer = PartnerSigner::new(2, "clinic");
    harness.register("clinic", &printer, Uses { passes: false, paper: true }).await;
    let app = PartnerSigner::new(3, "app");
    harness.register("app", &app, Uses { passes: true, paper: false }).await;

    let claims = printer.claims(CITIZEN, &[pair().public()]);
    ask(&harness, &printer, &claims).await.problem(403, "use_not_granted");
    ask(&harness, &app, &app.claims(CITIZEN, &[pair().public()])).await.good();

    let paper = |signer: &PartnerSigner| {
        bearing(post("/v1/passes/paper", &json!({})), &signer.sign(&signer.paper_claims(CITIZEN)))
    };
    harness.public(paper(&printer)).await.good();
    harness.public(paper(&app)).await.problem(403, "use_not_granted");
}

#[tokio::test(flavor = "multi_thread")]
async fn old_sign_ins_are_refused_unless_the_partner_is_on_grace() {
    let harness = Harness::start().await;
    let limit = 31 * 86_400;
    ask(&harness, &harness.partner, &changed(&harness, "auth_time", json!(NOW - limit))).await.good();
    let old = changed(&harness, "auth_time", json!(NOW - limit - 1));
    let detail = ask(&harness, &harness.partner, &old).await.problem(401, "sign_in_too_old");
    assert!(detail.contains("sign in to the partner again"), "{detail}");

    let until = UnixTime::saturating_new(NOW + 100);
    harness.node.store.set_partner_grace("partner-1", Some(until)).await.expect("the store answers");
    ask(&harness, &harness.partner, &old).await.good();
    harness
        .node
        .store
        .set_partner_grace("partner-1", Some(UnixTime::saturating_new(NOW)))
        .await
        .expect("the store answers");
    ask(&harness, &harness.partner, &old).await.problem(401, "sign_in_too_old");
}
