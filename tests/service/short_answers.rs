//! Answers with the passes of a few days: under pressure, and where signing is slow.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Request;
use haetae::clock::Clock as _;
use haetae::config::LimitsSection;
use haetae_core::{CivilDate, UnixTime, Wallet};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, get, post};
use haetae_testkit::service::{CITIZEN, Harness, OPERATOR_TOKEN, TODAY, ask, day};
use serde_json::{Value, json};

use crate::partner_limits::limited;
use crate::passes::{keys, request};

fn limits() -> LimitsSection {
    LimitsSection { short_days: 3, signing_ms: 2_000, ..LimitsSection::unlimited() }
}

/// The days and texts of the passes in an answer, in its order.
fn passes(body: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let passes = body["passes"].as_array().expect("passes");
    passes.iter().map(|pass| (text(&pass["day"]), text(&pass["qr"]))).collect()
}

fn refresh_after(body: &Value) -> UnixTime {
    UnixTime::parse_rfc3339(body["refresh_after"].as_str().expect("text")).expect("a time")
}

#[tokio::test(flavor = "multi_thread")]
async fn where_signing_is_slow_the_first_three_days_come_first() {
    let harness = Harness::start().await;
    let pairs = keys(14);
    // A phone may name the last day first.
    let mut days: Vec<(i64, &HolderPair)> = (0..14).zip(&pairs).collect();
    days.reverse();
    let quick = harness.public(request(&harness, CITIZEN, &days)).await.good();
    assert_eq!(passes(&quick).len(), 14);

    let (public, operator) = limited(&harness, limits());
    let signer = harness.sign_slowly();
    signer.takes(1);
    let slow = ask(public.clone(), request(&harness, CITIZEN, &days)).await.good();
    assert_eq!(passes(&slow), &passes(&quick)[11..], "the same passes, in the order of the request");
    assert_eq!(passes(&slow)[2].0, TODAY);
    // The first day that is missing is the fourth: a week is not waited for.
    let (earlier, later) = (refresh_after(&slow), refresh_after(&quick));
    assert!(earlier < later && earlier.seconds_since(harness.clock.now()) < 2 * 86_400, "{earlier:?} {later:?}");

    signer.takes(0);
    assert_eq!(passes(&ask(public, request(&harness, CITIZEN, &days)).await.good()).len(), 14);
    let metrics = ask(operator, bearing(get("/metrics"), OPERATOR_TOKEN)).await;
    let metrics = String::from_utf8(metrics.body.to_vec()).expect("text");
    assert!(metrics.lines().any(|line| line == "haetae_short_answers_total 1"), "{metrics}");
}

#[tokio::test(flavor = "multi_thread")]
async fn under_pressure_answers_are_short_and_soon_after_they_are_not() {
    let harness = Harness::start().await;
    let (public, _) = limited(&harness, LimitsSection { requests_at_once: 3, target_ms: 0, ..limits() });
    let signer = harness.sign_slowly();
    signer.hold();
    let pairs = keys(14);
    let days: Vec<(i64, &HolderPair)> = (0..14).zip(&pairs).collect();
    let asking = || ask(public.clone(), request(&harness, CITIZEN, &days));
    let mut inside = tokio::task::JoinSet::new();
    (0..3).for_each(|_| drop(inside.spawn(asking())));
    while signer.waiting() < 3 {
        tokio::task::yield_now().await;
    }
    asking().await.problem(503, "node_full");
    signer.go_on();
    for admitted in inside.join_all().await {
        assert_eq!(passes(&admitted.good()).len(), 14, "they began before");
    }
    assert_eq!(passes(&asking().await.good()).len(), 3);
    harness.clock.advance(9);
    assert_eq!(passes(&asking().await.good()).len(), 3);
    harness.clock.advance(1);
    assert_eq!(passes(&asking().await.good()).len(), 14);
}

/// A phone with the core's own rules of renewal.
struct Phone {
    pairs: BTreeMap<CivilDate, HolderPair>,
    held: BTreeMap<CivilDate, String>,
    planned: UnixTime,
}

impl Phone {
    fn wallet(&self) -> Wallet {
        let mut wallet = Wallet::new(self.planned);
        for (day, pass) in &self.held {
            wallet.add_pass(*day, pass).expect("a pass");
        }
        wallet
    }

    fn request(&self, harness: &Harness, days: &[CivilDate]) -> Request<Body> {
        let pairs: Vec<&HolderPair> = days.iter().map(|day| &self.pairs[day]).collect();
        let public: Vec<_> = pairs.iter().map(|pair| pair.public()).collect();
        let (mut claims, now) = (harness.partner.claims(CITIZEN, &public), harness.clock.now().seconds());
        (claims["iat"], claims["exp"], claims["auth_time"]) = (json!(now), json!(now + 300), json!(now));
        let keys: Vec<Value> = days.iter().zip(&pairs).map(|(day, pair)| pair.for_day(*day)).collect();
        bearing(post("/v1/passes", &json!({ "holder_keys": keys })), &harness.partner.sign(&claims))
    }

    fn take(&mut self, body: &Value) {
        for (day, qr) in passes(body) {
            self.held.insert(CivilDate::parse(&day).expect("a day"), qr);
        }
        self.planned = refresh_after(body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_with_short_answers_always_has_a_pass_to_show_and_gets_the_others_later() {
    let harness = Harness::start().await;
    let (public, _) = limited(&harness, limits());
    let signer = harness.sign_slowly();
    signer.takes(1);
    let pairs = (0..60).map(|ahead| (day(ahead), HolderPair::ed25519(u8::try_from(ahead).expect("few") + 30)));
    let mut phone = Phone { pairs: pairs.collect(), held: BTreeMap::new(), planned: UnixTime::saturating_new(0) };
    for turn in 0..6 {
        let now = harness.clock.now();
        let today = harness.node.issuer.config().calendar.day_of(now).expect("a day");
        let due = phone.wallet().due(today, 14, now, false);
        assert!(turn == 0 || !due.urgent, "there is always something to show");
        if turn == 5 {
            signer.takes(0);
        }
        let body = ask(public.clone(), phone.request(&harness, &due.days)).await.good();
        phone.take(&body);
        assert_eq!(passes(&body).len(), if turn == 5 { due.days.len() } else { 3 });
        let now = harness.clock.now();
        assert!(phone.wallet().due(today, 14, now, false).days.is_empty(), "nothing is due before the planned time");
        harness.clock.advance(phone.planned.seconds_since(now));
    }
    let days = phone.held.len();
    assert!(days > 20, "{days}: five times three, and then all that were missing");
}
