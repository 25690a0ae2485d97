//! A partner whose sign-ins all grow old at once, because its identity provider is down, does not lose its citizens.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use haetae::clock::Clock as _;
use haetae::config::LimitsSection;
use haetae::http::{AppState, operator_router, public_router};
use haetae::identity::AssertionVerifier;
use haetae::journal::{Folder, Journal};
use haetae::limits::Limits;
use haetae::model::Uses;
use haetae_core::UnixTime;
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, bearing, get, post};
use haetae_testkit::service::partner::PartnerSigner;
use haetae_testkit::service::{AUDIENCE, CITIZEN, Harness, NEIGHBOUR, NOW, OPERATOR_TOKEN, ask, runtime, settings};
use serde_json::json;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

const DAY: u64 = 86_400;
/// How old a sign-in may be.
const LIMIT: u64 = 31 * DAY;

struct Graced {
    harness: Harness,
    public: Router,
    operator: Router,
    journal: TempDir,
}

impl Graced {
    async fn start() -> Self {
        let harness = Harness::start().await;
        let journal = tempfile::tempdir().expect("a folder");
        let (public, operator) = listeners(&harness, &journal);
        Self { harness, public, operator, journal }
    }

    /// Asks for a citizen who signed in so long ago.
    async fn ask(&self, subject: &str, ago: u64) -> Answer {
        let now = self.harness.clock.now().seconds();
        ask(self.public.clone(), self.request(&self.harness.partner, subject, now - ago)).await
    }

    fn request(&self, partner: &PartnerSigner, subject: &str, signed_in: u64) -> Request<Body> {
        let (pair, now) = (HolderPair::ed25519(7), self.harness.clock.now());
        let mut claims = partner.claims(subject, &[pair.public()]);
        let seconds = now.seconds();
        (claims["iat"], claims["exp"], claims["auth_time"]) = (json!(seconds), json!(seconds + 300), json!(signed_in));
        let today = self.harness.node.issuer.config().calendar.day_of(now).expect("a day");
        bearing(post("/v1/passes", &json!({ "holder_keys": [pair.for_day(today)] })), &partner.sign(&claims))
    }

    async fn metrics(&self) -> String {
        let answer = ask(self.operator.clone(), bearing(get("/metrics"), OPERATOR_TOKEN)).await;
        String::from_utf8(answer.body.to_vec()).expect("text")
    }

    async fn until(&self) -> Option<UnixTime> {
        self.harness.node.store.partner("partner-1").await.expect("the store answers").expect("a partner").grace_until
    }
}

/// The listeners of a node whose partners get a grace of seven days when five citizens, and most, need it.
fn listeners(harness: &Harness, journal: &TempDir) -> (Router, Router) {
    let mut node = harness.node.clone();
    let section = LimitsSection { grace_percent: 50, grace_from: 5, grace_days: 7, ..LimitsSection::unlimited() };
    node.limits = Arc::new(Limits::new(section, harness.clock.clone()));
    node.assertions = AssertionVerifier::new(AUDIENCE, 31).with_grace_days(7);
    let random = Box::new(|bytes: &mut [u8]| {
        bytes.fill(5);
        Ok(())
    });
    let folder = Folder::new(journal.path());
    node.journal = Some(Arc::new(Journal::open(folder, random, 35, harness.clock.clone()).expect("a journal")));
    let service = Arc::new(AppState::new(&runtime(node), settings(), CancellationToken::new()));
    (public_router(Arc::clone(&service)), operator_router(service))
}

#[tokio::test(flavor = "multi_thread")]
async fn when_most_sign_ins_of_a_partner_are_too_old_they_count_for_some_days_longer() {
    let graced = Graced::start().await;
    let age = LIMIT + 100;
    // The same citizens again and again are not more.
    for turn in 0..40 {
        let subject = format!("citizen-of-{}", turn % 4);
        graced.ask(&subject, age).await.problem(401, "sign_in_too_old");
    }
    assert_eq!(graced.until().await, None);
    graced.ask(NEIGHBOUR, age).await.problem(401, "sign_in_too_old");
    assert_eq!(graced.until().await, Some(graced.harness.clock.now()), "the fifth of five");
    graced.ask(CITIZEN, age).await.good();
    // One whose sign-in was old for months stays refused.
    graced.ask(CITIZEN, LIMIT + 32 * DAY).await.problem(401, "sign_in_too_old");

    let ends = NOW + 14 * DAY;
    let text = graced.metrics().await;
    for line in [
        format!(r#"haetae_partner_grace_until_timestamp_seconds{{partner="partner-1"}} {ends}"#),
        r#"haetae_partner_grace_sign_ins_total{partner="partner-1"} 1"#.to_owned(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    let entered: Vec<String> =
        journal(&graced.journal).lines().filter(|line| line.contains("partner_grace")).map(str::to_owned).collect();
    assert_eq!(entered.len(), 1, "{entered:?}");
    for words in [r#""actor":"haetae""#, r#""partner":"partner-1""#, r#""days":7"#, r#""too_old":5"#, r#""of":5"#] {
        assert!(entered[0].contains(words), "{words}: {}", entered[0]);
    }

    // Everybody has a day, and nobody more than seven.
    graced.harness.clock.advance(DAY - 1);
    graced.ask(CITIZEN, age + DAY - 1).await.good();
    graced.harness.clock.advance(6 * DAY + 1);
    graced.ask(CITIZEN, age + 7 * DAY).await.problem(401, "sign_in_too_old");
    // Who has signed in is served as ever.
    graced.ask(CITIZEN, 5).await.good();
}

/// All that the journal holds.
fn journal(folder: &TempDir) -> String {
    let files = std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").path());
    files.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn old_sign_ins_beside_many_good_ones_give_no_grace() {
    let graced = Graced::start().await;
    for number in 0..10 {
        graced.ask(&format!("citizen-of-{number}"), 60).await.problem(404, "unknown_subject");
    }
    for number in 20..29 {
        graced.ask(&format!("citizen-of-{number}"), LIMIT + 1).await.problem(401, "sign_in_too_old");
    }
    assert_eq!(graced.until().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_grace_is_for_a_key_that_was_removed() {
    let graced = Graced::start().await;
    let second = PartnerSigner::new(2, "partner-1");
    graced.harness.register("partner-1", &second, Uses { passes: true, paper: false }).await;
    for number in 0..5 {
        graced.ask(&format!("citizen-of-{number}"), LIMIT + 1).await.problem(401, "sign_in_too_old");
    }
    assert!(graced.until().await.is_some());
    let with_second = || graced.request(&second, CITIZEN, NOW - LIMIT - 1);
    ask(graced.public.clone(), with_second()).await.good();
    graced.harness.node.store.remove_partner_key("partner-1", &second.key_id).await.expect("the store answers");
    ask(graced.public.clone(), with_second()).await.problem(401, "assertion_invalid");
    // A partner that comes back has none.
    let first = &graced.harness.partner;
    graced.harness.node.store.remove_partner_key("partner-1", &first.key_id).await.expect("the store answers");
    graced.harness.register("partner-1", first, Uses { passes: true, paper: true }).await;
    graced.harness.clock.advance(3_600);
    graced.ask(CITIZEN, LIMIT + 1).await.problem(401, "sign_in_too_old");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grace_that_one_node_gives_counts_on_the_others_and_is_given_once() {
    let graced = Graced::start().await;
    let (second, folder) = (graced.harness.second_node().await, tempfile::tempdir().expect("a folder"));
    let (public, operator) = listeners(&second, &folder);
    let other = Graced { harness: second, public, operator, journal: folder };
    for number in 0..5 {
        graced.ask(&format!("citizen-of-{number}"), LIMIT + 1).await.problem(401, "sign_in_too_old");
    }
    other.ask(CITIZEN, LIMIT + 1).await.good();
    let first = graced.until().await;
    // It knows of it also where it would have given one itself.
    other.harness.clock.advance(100);
    for number in 0..5 {
        other.ask(&format!("citizen-of-{number}"), LIMIT + 40 * DAY).await.problem(401, "sign_in_too_old");
    }
    assert_eq!(graced.until().await, first);
    assert!(!journal(&other.journal).contains("partner_grace"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_grace_of_the_operator_not_everybody_has_to_sign_in_at_once() {
    let graced = Graced::start().await;
    let until = UnixTime::saturating_new(NOW + DAY);
    graced.harness.node.store.set_partner_grace("partner-1", Some(until)).await.expect("the store answers");
    graced.ask(CITIZEN, LIMIT + 200 * DAY).await.good();
    graced.harness.clock.advance(DAY);
    let mut let_in = Vec::new();
    for _ in 0..7 {
        // Nobody of these is on record: who is looked for has a sign-in that counts.
        let mut count = 0;
        for number in 0..70 {
            let signed_in = NOW - LIMIT - 1;
            let request = graced.request(&graced.harness.partner, &format!("citizen-of-{number}"), signed_in);
            count += u32::from(ask(graced.public.clone(), request).await.status == 404);
        }
        let_in.push(count);
        graced.harness.clock.advance(DAY);
    }
    assert_eq!(let_in[0], 70);
    assert!((1..=24).contains(&let_in[6]), "{let_in:?}");
    assert!(let_in.windows(2).all(|days| days[0] - days[1] <= 24), "never many on one day: {let_in:?}");
    // Ended by the operator, it ends at once.
    graced.harness.node.store.set_partner_grace("partner-1", None).await.expect("the store answers");
    graced.ask(CITIZEN, LIMIT + 1).await.problem(401, "sign_in_too_old");
}
