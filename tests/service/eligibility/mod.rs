//! Eligibility from the database to the citizen: real nodes, by clocks that tests move.

mod failing;
mod july;
mod switching;

use std::sync::Arc;

use haetae::clock::Clock as _;
use haetae::config::LimitsSection;
use haetae::http::{AppState, public_router};
use haetae::limits::Limits;
use haetae::model::EligibilityVersion;
use haetae::runtime::Node;
use haetae::store::EligibilityChange;
use haetae_core::UnixTime;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, bearing, with};
use haetae_testkit::service::{Harness, NOW, OPERATOR_TOKEN, ask, runtime, settings};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::passes::request;

fn at(seconds: u64) -> UnixTime {
    UnixTime::saturating_new(NOW + seconds)
}

fn line(id: &str, born_until: &str, from: UnixTime) -> Value {
    json!({
        "id": id, "passes": ["phone", "paper"], "from": from.to_rfc3339(),
        "who": {"not-after": [{"localDate": [{"var": "record.born.latest"}]}, born_until]},
        "message": {"ko": format!("{id} 안내"), "en": format!("About {id}")},
    })
}

/// Somebody born in 1990, as all citizens of the tests are, who must be eligible from a time on.
fn canaries(id: &str, begins: UnixTime, eligible: UnixTime) -> Vec<Value> {
    let mut answers = vec![json!({"from": eligible.to_rfc3339(), "expect": "eligible"})];
    if begins < eligible {
        answers.insert(0, json!({"from": begins.to_rfc3339(), "expect": "not_yet"}));
    }
    let canary = |pass: &str| json!({"name": pass, "line": id, "born": "1990-03-05", "pass": pass, "answers": answers});
    vec![canary("phone"), canary("paper")]
}

/// A file by which people born until 1999 are eligible from `opens` on, and canaries that say that it is `says`.
fn file(version: u64, from: UnixTime, opens: UnixTime, says: UnixTime) -> EligibilityVersion {
    let text = json!({
        "version": version, "from": from.to_rfc3339(), "zone": "Asia/Seoul",
        "lines": [line("born-to-1999", "1999-12-31", opens)],
        "otherwise": {"ko": "대상이 아닙니다", "en": "Not you"},
        "canaries": canaries("born-to-1999", from, says),
    });
    version_of(version, from, &text)
}

/// A file by which nobody of the tests is eligible.
fn for_others(version: u64, from: UnixTime) -> EligibilityVersion {
    let canary = |pass: &str| {
        let answers = [json!({"from": from.to_rfc3339(), "expect": "eligible"})];
        json!({"name": pass, "line": "born-to-1950", "born": "1940-01-01", "pass": pass, "answers": answers})
    };
    let text = json!({
        "version": version, "from": from.to_rfc3339(), "zone": "Asia/Seoul",
        "lines": [line("born-to-1950", "1950-12-31", from)],
        "otherwise": {"ko": "대상이 아닙니다", "en": "Not you"},
        "canaries": [canary("phone"), canary("paper")],
    });
    version_of(version, from, &text)
}

fn version_of(version: u64, from: UnixTime, text: &Value) -> EligibilityVersion {
    let file = text.to_string().into_bytes();
    EligibilityVersion { version, from, file, added: at(0), by: "alice".to_owned() }
}

/// Puts a file into the database, past all that `haetae eligibility add` looks at, and lets the node find it.
async fn put(harness: &Harness, version: &EligibilityVersion) {
    let added = harness.node.store.add_eligibility(version).await.expect("the store answers");
    assert_eq!(added, EligibilityChange::Done);
    // As long as a node may wait until it looks again.
    harness.clock.advance(20);
    harness.clock.set(at(0));
    harness.node.eligibility.refresh().await.expect("the store answers");
}

/// Asks for a pass of today on a node that counts phones, as nodes do by default.
async fn phone(harness: &Harness, subject: &str) -> Answer {
    let limits = LimitsSection { phones_per_day: 100, ..LimitsSection::unlimited() };
    let limits = Arc::new(Limits::new(limits, harness.clock.clone()));
    let node = Node { limits, ..harness.node.clone() };
    let service = Arc::new(AppState::new(&runtime(node), settings(), CancellationToken::new()));
    let pair = HolderPair::ed25519(7);
    ask(public_router(service), request(harness, subject, &[(0, &pair)])).await
}

async fn paper(harness: &Harness, subject: &str) -> Answer {
    let mut claims = harness.partner.paper_claims(subject);
    let now = harness.clock.now().seconds();
    (claims["iat"], claims["exp"], claims["auth_time"]) = (json!(now), json!(now + 200), json!(now - 60));
    let request = axum::http::Request::post("/v1/passes/paper").body(axum::body::Body::empty()).expect("a request");
    harness.public(bearing(with(request, "accept", "application/json"), &harness.partner.sign(&claims))).await
}

/// An answer that cannot be decided, and says nothing about anybody.
fn says_nothing_about_a_person(answer: &Answer) {
    answer.problem(503, "eligibility_unavailable");
    assert_eq!(answer.header("retry-after"), "60");
    let body = answer.json();
    assert_eq!((&body["message"], &body["eligible_from"]), (&Value::Null, &Value::Null), "{body}");
    let words = format!("{} {}", body["title"], body["detail"]).to_lowercase();
    assert!(!words.contains("eligible") && !words.contains("person"), "{words}");
}

async fn metric(harness: &Harness, name: &str) -> String {
    let answer = harness.operator(bearing(haetae_testkit::service::answer::get("/metrics"), OPERATOR_TOKEN)).await;
    let text = String::from_utf8(answer.body.to_vec()).expect("text");
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    line.unwrap_or_else(|| panic!("{name}: {text}")).to_owned()
}
