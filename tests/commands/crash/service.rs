use std::sync::atomic::{AtomicUsize, Ordering};

use haetae_core::{CivilDate, PublicKey};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::partner::PartnerSigner;
use serde_json::{Value, json};

use super::Database;
use super::revocations::{passes, require_refused, subject};
use crate::place::Place;
use crate::running::{Service, start};

const PEOPLE: usize = 60;

const ROUNDS: usize = 5;

#[test]
fn a_service_that_is_killed_keeps_what_it_acknowledged_and_issues_the_same_passes_again() {
    let place = Place::with_data();
    let partner = Partner::registered(&place);
    let paper = passes(&place, PEOPLE);
    place.run(&["records", "sample", "--count", "3000", "--seed", "7", "--out", "more.ndjson"]).succeeds();
    let last = subject(PEOPLE - 1);

    let mut acknowledged = vec![false; PEOPLE];
    let mut first_answer = None;
    let mut next = 0;
    for round in 0..ROUNDS {
        let mut service = Service::start(&place);
        let answer = issue(&service, &partner, &last);
        assert_eq!(answer.as_array().map(Vec::len), Some(2), "{answer}");
        assert_eq!(*first_answer.get_or_insert_with(|| answer.clone()), answer, "round {round}");

        let mut import = start(&place, &["records", "import", "--data", "data", "more.ndjson"]);
        let answered = revoke_until_killed(&mut service, next, 3 + 2 * round);
        acknowledged[next..next + answered].fill(true);
        // The one without an answer may be revoked or not.
        next += answered + 1;
        import.wait().expect("a process");
    }
    assert!(acknowledged.iter().any(|acknowledged| *acknowledged) && next < PEOPLE, "{next}");
    require_refused(&place, &paper, &acknowledged);
    let mut database = Database::open(&place);
    assert_eq!(database.integrity(), "ok");
    let people = 3_000 + i64::try_from(PEOPLE).expect("a number");
    assert_eq!(database.counts(), (people, people));
}

/// Revokes one person after the other, kills the service once `enough` are acknowledged, and returns how many were.
fn revoke_until_killed(service: &mut Service, first: usize, enough: usize) -> usize {
    let answered = AtomicUsize::new(0);
    let address = service.operator.clone();
    let token = service.token.clone();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in first..PEOPLE - 1 {
                let body = json!({ "subject": subject(number) });
                let Ok(answer) = post(&format!("{address}/v1/revocations"), &token, &body) else { return };
                assert_eq!(answer, json!({ "status": "revoked" }));
                answered.fetch_add(1, Ordering::SeqCst);
            }
        });
        while answered.load(Ordering::SeqCst) < enough {
            std::thread::yield_now();
        }
        service.kill();
    });
    answered.into_inner()
}

/// The passes of a subject for two days and two keys that are always the same.
fn issue(service: &Service, partner: &Partner, subject: &str) -> Value {
    let keys: Vec<Value> = partner.holder_keys.iter().map(|(day, pair)| pair.for_day(*day)).collect();
    let body = json!({ "holder_keys": keys });
    let assertion = partner.assertion(subject);
    let mut answer = post(&format!("{}/v1/passes", service.public), &assertion, &body).expect("passes");
    answer["passes"].take()
}

/// Sends JSON with a bearer token. Fails unless a complete successful answer arrives.
fn post(address: &str, token: &str, body: &Value) -> Result<Value, ureq::Error> {
    // The client requires a TLS provider although nothing here uses TLS; choosing it again changes nothing.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let answer = ureq::post(address)
        .header("authorization", &format!("Bearer {token}"))
        .header("content-type", "application/json")
        .send(body.to_string());
    let text = answer?.body_mut().read_to_string()?;
    Ok(serde_json::from_str(&text).expect("JSON"))
}

/// A partner, and a phone's keys with their days.
struct Partner {
    signer: PartnerSigner,
    holder_keys: Vec<(CivilDate, HolderPair)>,
    /// Seconds since 1970.
    now: u64,
}

impl Partner {
    fn registered(place: &Place) -> Self {
        let signer = PartnerSigner::new(1, "clinic");
        place.write("partner.json", signer.jwk().to_string());
        place.run(&["partner", "add", "--data", "data", "clinic", "--jwk", "partner.json"]).succeeds();

        // The present as the program sees it; tomorrow and the day after stay in reach if a day begins meanwhile.
        let written = std::fs::metadata(place.path("partner.json")).and_then(|file| file.modified()).expect("a time");
        let now = written.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
        let today = CivilDate::from_days(i64::try_from(now / 86_400).expect("days")).expect("a date");
        let holder_keys = [(2, 2), (3, 3)]
            .map(|(number, days)| (today.checked_add_days(days).expect("a date"), HolderPair::ed25519(number)));
        Self { signer, holder_keys: holder_keys.into(), now }
    }

    fn assertion(&self, subject: &str) -> String {
        let keys: Vec<PublicKey> = self.holder_keys.iter().map(|(_, pair)| pair.public()).collect();
        self.signer.sign(&self.signer.claims_at(self.now, subject, &keys))
    }
}
