use axum::body::Body;
use axum::http::Request;
use haetae_core::{Challenge, Checker, ScannerState, TrustStore, UnixTime, Verdict};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, bearing, post, post_text};
use haetae_testkit::service::ceremony::Ceremony;
use haetae_testkit::service::{CITIZEN, EXEMPT, EXEMPT_UNTIL, Harness, NEWCOMER, NOW, day, now};
use serde_json::{Value, json};

/// A request for passes with an assertion that fits it.
pub(crate) fn request(harness: &Harness, subject: &str, keys: &[(i64, &HolderPair)]) -> Request<Body> {
    let public: Vec<_> = keys.iter().map(|(_, pair)| pair.public()).collect();
    let holder_keys: Vec<Value> = keys.iter().map(|(ahead, pair)| pair.for_day(day(*ahead))).collect();
    let assertion = harness.partner.sign(&harness.partner.claims(subject, &public));
    bearing(post("/v1/passes", &json!({ "holder_keys": holder_keys })), &assertion)
}

/// A key for each of this many days from today on.
pub(crate) fn keys(days: u8) -> Vec<HolderPair> {
    (0..days).map(|place| HolderPair::ed25519(place + 10)).collect()
}

async fn ask(harness: &Harness, subject: &str, keys: &[(i64, &HolderPair)]) -> Answer {
    harness.public(request(harness, subject, keys)).await
}

/// The verdict of a scanner that has the published bundle.
pub(crate) async fn verdict(harness: &Harness, code: &str, at: UnixTime, challenge: Option<Challenge>) -> Verdict {
    let mut trust = TrustStore::new(harness.ceremony.roots());
    let bundle = harness.public(haetae_testkit::service::answer::get("/v1/trust/bundle")).await.body;
    assert_eq!(trust.take_bundle(&bundle).as_str(), "taken");
    let mut scanner = ScannerState::new();
    if let Some(challenge) = challenge {
        scanner.show_challenge(challenge, at);
    }
    Checker::new(&trust).check(code, at, &mut scanner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_gets_passes_and_a_scanner_admits_it() {
    let harness = Harness::start().await;
    let (today, tomorrow) = (HolderPair::ed25519(7), HolderPair::p256());
    let answer = ask(&harness, CITIZEN, &[(0, &today), (1, &tomorrow)]).await;
    let body = answer.good();
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(body["server_time"], "2026-11-15T08:00:00Z");
    assert_eq!(body["passes"][0]["day"], "2026-11-15");
    assert_eq!(body["passes"][1]["day"], "2026-11-16");
    assert_eq!(body["passes"][1]["not_before"], "2026-11-15T11:00:00Z");
    assert_eq!(body["passes"][1]["expires"], "2026-11-16T15:00:00Z");

    let pass = |place: usize| body["passes"][place]["qr"].as_str().expect("a pass");
    let code = today.present(pass(0), now(), None);
    let admission = verdict(&harness, &code, now(), None).await;
    let admission = admission.admission().expect("admitted");
    assert!(admission.warnings().is_empty());
    assert_eq!(admission.name(), None, "a phone's pass carries no name");
    assert_eq!(admission.issuer(), Some("Test Issuer"));

    let evening = now().saturating_add(6 * 3_600);
    let challenge = Challenge::new(b"12345678");
    let code = tomorrow.present(pass(1), evening, challenge.as_ref());
    assert_eq!(verdict(&harness, &code, evening, challenge).await.code(), "admit");
    assert_eq!(verdict(&harness, pass(0), now(), None).await.code(), "holder_proof_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gets_the_same_bytes_from_every_node() {
    let harness = Harness::start().await;
    let pairs = keys(28);
    let days: Vec<_> = (0..28).zip(&pairs).collect();
    let first = ask(&harness, CITIZEN, &days).await;
    assert_eq!(first.good()["passes"].as_array().map(Vec::len), Some(28));
    let again = ask(&harness, CITIZEN, &days).await;
    let other_node = harness.second_node().await;
    let there = other_node.public(request(&harness, CITIZEN, &days)).await;
    assert_eq!(first.body, again.body);
    assert_eq!(first.body, there.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_asked_back_in_the_second_quarter_of_its_time() {
    let harness = Harness::start().await;
    let pairs = keys(14);
    let days: Vec<_> = (0..14).zip(&pairs).collect();
    let body = ask(&harness, CITIZEN, &days).await.good();
    let time = |value: &Value| UnixTime::parse_rfc3339(value.as_str().expect("text")).expect("a time").seconds();
    let (until, back) = (time(&body["passes"][13]["expires"]), time(&body["refresh_after"]));
    assert!((NOW + (until - NOW) / 4..=NOW + (until - NOW) / 2).contains(&back), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_without_a_key_are_left_out_and_asked_for_earlier() {
    let harness = Harness::start().await;
    let node = harness.with_keys(Ceremony::that_ends_after(12)).await;
    let pairs = keys(20);
    let days: Vec<_> = (0..20).zip(&pairs).collect();
    let body = node.public(request(&harness, CITIZEN, &days)).await.good();
    let issued: Vec<_> = body["passes"].as_array().expect("passes").iter().map(|pass| pass["day"].clone()).collect();
    assert_eq!(issued.last(), Some(&json!("2026-11-27")));
    let back = UnixTime::parse_rfc3339(body["refresh_after"].as_str().expect("text")).expect("a time");
    assert!(back.seconds() <= NOW + 13 * 86_400 / 2);

    let none = harness.with_keys(Ceremony::without_phone_keys()).await;
    let answer = none.public(request(&harness, CITIZEN, &days)).await;
    answer.problem(503, "no_signing_key");
    assert_eq!(answer.header("retry-after"), "600");
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_that_ends_costs_only_the_days_after_it() {
    let harness = Harness::start().await;
    let pairs = keys(5);
    let days: Vec<_> = (0..5).zip(&pairs).collect();
    let body = ask(&harness, EXEMPT, &days).await.good();
    let passes = body["passes"].as_array().expect("passes");
    assert_eq!(passes.last().map(|pass| pass["day"].clone()), Some(json!(EXEMPT_UNTIL)));
    assert_eq!(passes.len(), 3);
    ask(&harness, EXEMPT, &days[3..]).await.problem(409, "no_evidence");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_without_a_record_or_without_evidence_learns_which() {
    let harness = Harness::start().await;
    let pair = HolderPair::ed25519(7);
    let unknown = ask(&harness, "nobody", &[(0, &pair)]).await;
    unknown.problem(404, "unknown_subject");
    let nothing = ask(&harness, NEWCOMER, &[(0, &pair)]).await;
    nothing.problem(409, "no_evidence");
    // Only the issuer can say more: the answer names a contact. A fault of the request is for the partner to fix.
    let contact = json!({ "name": "질병관리청", "telephone": "1339" });
    assert_eq!([&unknown.json()["contact"], &nothing.json()["contact"]], [&contact, &contact]);
    assert_eq!(ask(&harness, CITIZEN, &[]).await.json()["contact"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn holder_keys_must_be_in_order() {
    let harness = Harness::start().await;
    let pairs = keys(29);
    let all: Vec<_> = (0..29).zip(&pairs).collect();
    let (a, b) = (&pairs[0], &pairs[1]);
    ask(&harness, CITIZEN, &[]).await.problem(422, "holder_key_number");
    ask(&harness, CITIZEN, &all).await.problem(422, "holder_key_number");
    let detail = ask(&harness, CITIZEN, &[(1, a), (1, b)]).await.problem(422, "holder_day_twice");
    assert_eq!(detail, "There are two holder keys for 2026-11-16.");
    ask(&harness, CITIZEN, &[(1, a), (2, a)]).await.problem(422, "holder_key_twice");
    let detail = ask(&harness, CITIZEN, &[(-1, a)]).await.problem(422, "day_out_of_reach");
    assert!(detail.contains("2026-11-15 to 2026-12-13"), "{detail}");
    ask(&harness, CITIZEN, &[(29, a)]).await.problem(422, "day_out_of_reach");
    ask(&harness, CITIZEN, &[(28, a)]).await.good();
}

#[tokio::test(flavor = "multi_thread")]
async fn unusable_holder_keys_are_refused() {
    let harness = Harness::start().await;
    let neutral_element = haetae_core::PublicKey::Ed25519({
        let mut bytes = [0; 32];
        bytes[0] = 1;
        bytes
    });
    let x = |byte: char| format!("{}A", byte.to_string().repeat(42));
    let cases = [
        ("private", json!({ "kty": "OKP", "crv": "Ed25519", "x": x('B'), "d": "secret" })),
        ("off the curve", json!({ "kty": "EC", "crv": "P-256", "x": x('B'), "y": x('C') })),
        ("short", json!({ "kty": "OKP", "crv": "Ed25519", "x": "AQID" })),
        ("another curve", json!({ "kty": "EC", "crv": "P-384", "x": x('B'), "y": x('C') })),
        ("X25519", json!({ "kty": "OKP", "crv": "X25519", "x": x('B') })),
        ("small order", serde_json::to_value(haetae_core::Jwk::from(&neutral_element)).expect("JSON")),
    ];
    for (name, jwk) in cases {
        let parsed: haetae_core::Jwk = serde_json::from_value(jwk.clone()).expect("a JWK");
        let public: Vec<_> = haetae_core::PublicKey::try_from(&parsed).ok().into_iter().collect();
        let assertion = harness.partner.sign(&harness.partner.claims(CITIZEN, &public));
        let body = json!({ "holder_keys": [{ "day": "2026-11-15", "jwk": jwk }] });
        let detail =
            harness.public(bearing(post("/v1/passes", &body), &assertion)).await.problem(422, "holder_key_unusable");
        assert!(detail.contains("2026-11-15") && !detail.contains("secret"), "{name}: {detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_fit_is_explained() {
    let harness = Harness::start().await;
    let pair = HolderPair::ed25519(7);
    let assertion = harness.partner.sign(&harness.partner.claims(CITIZEN, &[pair.public()]));
    let send = |body: String| bearing(post_text("/v1/passes", &body), &assertion);
    let entry = pair.for_day(day(0));
    let with = |more: &str| format!(r#"{{"holder_keys":[{entry}]{more}}}"#);

    harness.public(send(with(r#","ticket":"a ticket of the waiting room""#))).await.good();
    for broken in ["", "{", "[1", "nonsense", "{\"holder_keys\": []} {}"] {
        harness.public(send(broken.to_owned())).await.problem(400, "malformed_json");
    }
    let cases = [
        (with(r#","days":14"#), "unknown field"),
        (with(r#","ticket":1"#), "invalid type"),
        ("{}".to_owned(), "missing field `holder_keys`"),
        ("[]".to_owned(), "must be a JSON object"),
        (format!("[[{entry}],null]"), "must be a JSON object"),
        ("null".to_owned(), "must be a JSON object"),
        (r#"{"holder_keys":{}}"#.to_owned(), "invalid type"),
        (r#"{"holder_keys":[],"holder_keys":[]}"#.to_owned(), "duplicate field"),
        (r#"{"holder_keys":[{"day":"2026-02-30","jwk":{}}]}"#.to_owned(), "not a date"),
        (r#"{"holder_keys":[{"day":"2026-11-15"}]}"#.to_owned(), "missing field `jwk`"),
    ];
    for (body, hint) in cases {
        let detail = harness.public(send(body)).await.problem(400, "invalid_body");
        assert!(detail.contains(hint), "{detail}");
    }
    let mut plain = send(with(""));
    plain.headers_mut().insert("content-type", "text/plain".parse().expect("a header"));
    harness.public(plain).await.problem(415, "unsupported_media_type");
}
