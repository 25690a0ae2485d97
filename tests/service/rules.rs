//! Rules from the database to the door: real scanners take what the real router serves, by a clock that tests move.

use haetae::clock::Clock as _;
use haetae::runtime::Runtime;
use haetae_core::{Bundle, Fetch, Outcome, Plan, RulesEdition, Scanner, UnixTime, Verdict};
use haetae_testkit::service::answer::{bearing, get, with};
use haetae_testkit::service::ceremony::Ceremony;
use haetae_testkit::service::{CITIZEN, Harness, person, policy, rules_text, runtime, sign_rules};
use serde_json::{Value, json};

const FROM: &str = "2026-01-01T00:00:00+09:00";
const SWITCH: &str = "2027-01-03T00:00:00+09:00";

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect("a time")
}

/// A tablet at a restaurant.
fn tablet(harness: &Harness) -> Scanner {
    let mut scanner = Scanner::new(harness.ceremony.roots(), 7);
    scanner.choose_policy(Some("restaurant".to_owned()));
    scanner
}

/// Does all that a scanner's plan asks for now.
async fn look(scanner: &mut Scanner, harness: &Harness) {
    let now = harness.clock.now();
    scanner.refresh();
    loop {
        match scanner.next(now) {
            Plan::Idle { .. } => return,
            Plan::FetchManifest { .. } => {
                let manifest = harness.public(get("/v1/trust/manifest")).await.body;
                let _ = scanner.manifest_arrived(&manifest, now);
            }
            Plan::FetchFile { sha256, .. } => {
                let answer = harness.public(get(&format!("/v1/trust/files/{}", hex::encode(sha256)))).await;
                if answer.status.is_success() {
                    let _ = scanner.file_arrived(sha256, &answer.body, now);
                } else {
                    scanner.failed(Fetch::File(sha256), now);
                }
            }
        }
    }
}

/// The code of a paper pass.
async fn paper(harness: &Harness, subject: &str) -> String {
    let mut claims = harness.partner.paper_claims(subject);
    let now = harness.clock.now().seconds();
    (claims["iat"], claims["exp"], claims["auth_time"]) = (json!(now), json!(now + 200), json!(now - 60));
    let request = axum::http::Request::post("/v1/passes/paper").body(axum::body::Body::empty()).expect("a request");
    let answer =
        harness.public(bearing(with(request, "accept", "application/json"), &harness.partner.sign(&claims))).await;
    answer.good()["qr"].as_str().expect("a code").to_owned()
}

/// Whether some dose was at most 180 days ago, or was the third one.
fn at_most_180_days() -> Value {
    let recent = json!({ "not-before": [
        { "plusTime": [{ "localDate": [{ "var": "current.date" }] }, 180, "day"] }, { "localDate": [{ "var": "data.external.now" }] },
    ] });
    let counts = json!({ "if": [{ ">=": [{ "var": "current.doses" }, 3] }, true, recent] });
    let some = json!({ "if": [{ "var": "accumulator" }, true, counts] });
    json!({ "reduce": [{ "var": "payload.evidence" }, some, false] })
}

/// Doses count for ever, and from 3 January on for 180 days.
fn from_january_on() -> Vec<u8> {
    rules_text(&[
        policy("restaurant", FROM, Some(SWITCH), &json!(true)),
        policy("restaurant", SWITCH, None, &at_most_180_days()),
    ])
}

fn says(scanner: &mut Scanner, code: &str, at: &str) -> &'static str {
    let verdict = scanner.check(code, time(at));
    scanner.forget();
    verdict.code()
}

/// What operators see of the rules after a poll of the service.
async fn seen(running: &Runtime) -> (Value, String) {
    running.poll(true).await;
    let router = haetae::http::operator_router(std::sync::Arc::new(haetae::http::AppState::new(
        running,
        haetae_testkit::service::settings(),
        tokio_util::sync::CancellationToken::new(),
    )));
    let token = haetae_testkit::service::OPERATOR_TOKEN;
    let ready = haetae_testkit::service::ask(router.clone(), bearing(get("/readyz"), token)).await.good();
    let metrics = haetae_testkit::service::ask(router, bearing(get("/metrics"), token)).await;
    (ready["checks"]["rules"].clone(), String::from_utf8(metrics.body.to_vec()).expect("text"))
}

#[tokio::test(flavor = "multi_thread")]
async fn third_of_january_midnight_at_a_scanner_that_has_been_offline_for_five_days() {
    let harness = Harness::start().await;
    harness.clock.set(time("2026-12-29T12:00:00+09:00"));
    let third = serde_json::from_value(
        json!({ "kind": "vaccination", "doses": 3, "date": "2026-06-01", "product": "BNT162B2" }),
    );
    let boosted = person("boosted", "최*", vec![third.expect("evidence")]);
    harness.node.store.import(&[boosted]).await.expect("an import");
    let rules = sign_rules(&Ceremony::stolen_rules_key(), &from_january_on(), 1, harness.clock.now());
    harness.publish_rules(rules, Vec::new()).await;
    let (mut scanner, second, third) =
        (tablet(&harness), paper(&harness, CITIZEN).await, paper(&harness, "boosted").await);
    look(&mut scanner, &harness).await;
    assert_eq!(says(&mut scanner, &second, "2026-12-29T12:00:00+09:00"), "admit");
    // The dose was on 6 July: 2 January is its 180th day. Since 29 December nobody has given the scanner anything.
    assert_eq!(says(&mut scanner, &second, "2027-01-02T23:59:59+09:00"), "admit");
    assert_eq!(says(&mut scanner, &second, SWITCH), "policy_not_met");
    assert_eq!(says(&mut scanner, &third, SWITCH), "admit", "a third dose is not judged by the date of the second");
    let Verdict::Refuse(refusal) = scanner.check(&second, time(SWITCH)) else { panic!("it refuses") };
    assert!(format!("{refusal:?}").contains("R-1"), "{refusal:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_replaced_and_an_old_file_does_not_come_back() {
    let harness = Harness::start().await;
    let (mut scanner, code) = (tablet(&harness), paper(&harness, CITIZEN).await);
    look(&mut scanner, &harness).await;
    let at = "2026-11-15T17:00:10+09:00";
    assert_eq!(says(&mut scanner, &code, at), "rules_missing", "amber, not red");
    let key = Ceremony::stolen_rules_key();
    let nobody = rules_text(&[policy("restaurant", FROM, None, &json!(false))]);
    let anybody = rules_text(&[policy("restaurant", FROM, None, &json!(true))]);
    harness.publish_rules(sign_rules(&key, &nobody, 1, harness.clock.now()), Vec::new()).await;
    look(&mut scanner, &harness).await;
    assert_eq!(says(&mut scanner, &code, at), "policy_not_met");
    let old = harness.public(get("/v1/trust/bundle")).await.body;
    harness.clock.advance(10);
    harness.publish_rules(sign_rules(&key, &anybody, 2, harness.clock.now()), Vec::new()).await;
    look(&mut scanner, &harness).await;
    assert_eq!(says(&mut scanner, &code, at), "admit");
    // A mirror that keeps the old set takes no rules back.
    assert_eq!(scanner.bundle_arrived(&old), Outcome::Rollback);
    // One that puts the old files under the new manifest is not believed, and does not hinder the right ones.
    let new = harness.public(get("/v1/trust/bundle")).await.body;
    let [old_set, new_set] = [&old, &new].map(|bundle| Bundle::decode(bundle).expect("a bundle"));
    let mixed = Bundle { manifest: new_set.manifest, files: old_set.files }.encode();
    let mut deceived = tablet(&harness);
    assert_eq!(deceived.bundle_arrived(&mixed), Outcome::Malformed);
    look(&mut deceived, &harness).await;
    assert_eq!(says(&mut deceived, &code, at), "admit");
    // A newcomer may start with the old set, and takes the new one as soon as it finds it.
    let mut newcomer = tablet(&harness);
    assert_eq!(newcomer.bundle_arrived(&old), Outcome::Taken);
    look(&mut newcomer, &harness).await;
    assert_eq!(says(&mut newcomer, &code, at), "admit");
    assert_eq!(says(&mut scanner, &code, at), "admit");
    // The publisher goes on with it.
    assert_eq!(harness.node.publisher.newest_rules().await.expect("read").map(|rules| rules.version), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_evaluated_or_read_is_amber_and_never_red() {
    let harness = Harness::start().await;
    let code = paper(&harness, CITIZEN).await;
    let at = "2026-11-15T17:00:10+09:00";
    let key = Ceremony::stolen_rules_key();
    let wrong = rules_text(&[policy("restaurant", FROM, None, &json!({ "!": [{ "localDate": ["not a date"] }] }))]);
    harness.publish_rules(sign_rules(&key, &wrong, 1, harness.clock.now()), Vec::new()).await;
    let mut scanner = tablet(&harness);
    look(&mut scanner, &harness).await;
    assert_eq!(says(&mut scanner, &code, at), "rule_failed");
    // One that needs a later level of the language: a command refuses it, and scanners that get it say amber too.
    harness.clock.advance(10);
    let later = format!(r#"{{"version":2,"issued":{},"needs":2}}"#, harness.clock.now().seconds());
    let later = key.complete(&RulesEdition::prepare(later.into_bytes(), key.kid()));
    harness.publish_rules(later, Vec::new()).await;
    look(&mut scanner, &harness).await;
    assert_eq!(says(&mut scanner, &code, at), "rule_failed");
    let running = runtime(harness.node.clone());
    let (rules, metrics) = seen(&running).await;
    assert_eq!((&rules["version"], &rules["problem"]), (&json!(2), &json!("scanners cannot read this version")));
    assert!(metrics.contains("haetae_rules_problem 1"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_of_a_key_that_left_the_list_keep_nothing_else_from_being_published() {
    let harness = Harness::start().await;
    let key = Ceremony::stolen_rules_key();
    let text = rules_text(&[policy("restaurant", FROM, None, &json!(true))]);
    harness.publish_rules(sign_rules(&key, &text, 1, harness.clock.now()), Vec::new()).await;
    let (mut scanner, code) = (tablet(&harness), paper(&harness, CITIZEN).await);
    look(&mut scanner, &harness).await;
    let at = "2026-11-15T17:00:10+09:00";
    assert_eq!(says(&mut scanner, &code, at), "admit");
    harness.clock.advance(10);
    let without = harness.ceremony.without(key.kid(), harness.clock.now());
    harness.sign_with(&without);
    assert!(harness.publish().await, "a set without rules");
    look(&mut scanner, &harness).await;
    assert_eq!(says(&mut scanner, &code, at), "rules_missing", "amber: what a thief signed counts no more");
    let running = runtime(harness.node.clone());
    let (rules, _) = seen(&running).await;
    let problem = rules["problem"].as_str().expect("a problem");
    assert!(problem.starts_with("version 1 is not published: the trust list has no rules key"), "{problem}");
    // The other key of that role signs the same again.
    let next = haetae_testkit::Signer::new(9);
    harness.clock.advance(10);
    harness.publish_rules(sign_rules(&next, &text, 2, harness.clock.now()), Vec::new()).await;
    look(&mut scanner, &harness).await;
    assert_eq!(says(&mut scanner, &code, at), "admit");
    let (rules, _) = seen(&running).await;
    assert_eq!((&rules["version"], &rules["problem"]), (&json!(2), &Value::Null));
}

fn canaries(expect: &str) -> Vec<u8> {
    let case = |at: &str, expect: &str| {
        json!({
            "name": format!("two doses of 6 July at {at}"), "policy": "restaurant", "at": at, "expect": expect,
            "evidence": [{ "kind": "vaccination", "doses": 2, "date": "2026-07-06", "product": "BNT162B2" }],
        })
    };
    let cases = [case("2027-01-02T23:59:59+09:00", "met"), case(SWITCH, expect)];
    json!({ "cases": cases }).to_string().into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_service_asks_the_canaries_and_says_which_is_wrong() {
    let harness = Harness::start().await;
    let running = runtime(harness.node.clone());
    let (rules, metrics) = seen(&running).await;
    assert_eq!((&rules["version"], &rules["canaries"]), (&Value::Null, &json!(0)));
    assert!(metrics.contains("haetae_rules_version 0") && metrics.contains("haetae_rules_canaries 0"), "{metrics}");

    let key = Ceremony::stolen_rules_key();
    let good = sign_rules(&key, &from_january_on(), 1, harness.clock.now());
    harness.publish_rules(good, canaries("policy_not_met")).await;
    let (rules, metrics) = seen(&running).await;
    assert_eq!((&rules["version"], &rules["canaries"], &rules["wrong"]), (&json!(1), &json!(2), &json!([])));
    assert_eq!(rules["next_change"], "2027-01-02T15:00:00Z");
    let states = [&rules["policies"][0]["state"], &rules["policies"][1]["state"]];
    assert_eq!(states, ["current", "next"]);
    for line in [
        "haetae_rules_version 1",
        "haetae_rules_next_change_timestamp_seconds 1798902000",
        r#"haetae_rules_policy_current{policy="restaurant"} 1"#,
        "haetae_rules_problem 0",
        "haetae_rules_canaries 2",
        "haetae_rules_canaries_wrong 0",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }

    // A version that forgot the change of January: no venue sees anything of it today.
    harness.clock.advance(10);
    let forgot = rules_text(&[policy("restaurant", FROM, None, &json!(true))]);
    harness.publish_rules(sign_rules(&key, &forgot, 2, harness.clock.now()), canaries("policy_not_met")).await;
    let (rules, metrics) = seen(&running).await;
    assert_eq!(rules["wrong"].as_array().map(Vec::len), Some(1), "{rules}");
    assert_eq!(rules["wrong"][0]["name"], format!("two doses of 6 July at {SWITCH}"));
    assert_eq!((&rules["wrong"][0]["expected"], &rules["wrong"][0]["said"]), (&json!("policy_not_met"), &json!("met")));
    assert!(metrics.contains("haetae_rules_canaries_wrong 1"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_node_serves_the_rules_that_one_has_published() {
    let harness = Harness::start().await;
    let key = Ceremony::stolen_rules_key();
    let text = rules_text(&[policy("restaurant", FROM, None, &json!(true))]);
    let second = harness.second_node().await;
    harness.publish_rules(sign_rules(&key, &text, 5, harness.clock.now()), Vec::new()).await;
    second.node.publisher.follow().await.expect("it follows");
    let served = second.node.publisher.served().expect("a set");
    assert_eq!(served.rules.as_ref().map(|rules| rules.version), Some(5));
    // It goes on with them: nothing has changed for it.
    assert!(!second.publish().await);
}
