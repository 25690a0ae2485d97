//! Days on which clocks go back are longer than others. Their passes begin later where the keys have no room.

use std::sync::Arc;

use haetae::clock::Clock as _;
use haetae::issuing::{Calendar, HolderKey, Issuer, IssuerConfig, RequestError};
use haetae::model::{Record, Serial};
use haetae::signing::{CurrentSigning, Signing};
use haetae_core::{CivilDate, Role, RootSet, TrustList, TrustedKey, UnixTime};
use haetae_keys::KeyRing;
use haetae_testkit::Signer;
use haetae_testkit::authority::{issuing_constraints, sign_list};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{bearing, post};
use haetae_testkit::service::{CITIZEN, Harness, ciphers, citizens, issuer_config};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::passes::{keys, verdict};

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).expect("a time")
}

fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a date")
}

fn calendar(zone: &str, lead: u32) -> Calendar {
    Calendar::new(TimeZone::get(zone).expect("a zone"), lead)
}

/// The passes that a service answers with, for a day and those after it.
async fn ask(harness: &Harness, first: CivilDate, pairs: &[HolderPair]) -> Vec<Value> {
    let now = harness.clock.now().seconds();
    let days = (0..).map_while(|ahead| first.checked_add_days(ahead));
    let holder_keys: Vec<Value> = days.zip(pairs).map(|(day, pair)| pair.for_day(day)).collect();
    let public: Vec<_> = pairs.iter().map(HolderPair::public).collect();
    let mut claims = harness.partner.claims(CITIZEN, &public);
    (claims["iat"], claims["exp"], claims["auth_time"]) = (json!(now), json!(now + 200), json!(now));
    let request = post("/v1/passes", &json!({ "holder_keys": holder_keys }));
    let body = harness.public(bearing(request, &harness.partner.sign(&claims))).await.good();
    body["passes"].as_array().expect("passes").clone()
}

/// A service in this zone, whose keys sign passes of 28 hours, has passes for the long day and its neighbours: that of
/// the long day begins as given for each lead.
async fn require_passes(zone: &str, long_day: &str, ends: &str, leads: [(u32, &str); 4]) {
    let base = Harness::unpublished().await;
    let (long_day, ends) = (date(long_day), time(ends));
    base.clock.set(ends.saturating_sub(3 * 86_400));
    base.publish().await;
    let pairs = keys(3);
    for (lead, begins) in leads {
        let harness = base.with_calendar(calendar(zone, lead)).await;
        let before = long_day.checked_add_days(-1).expect("a day");
        let passes = ask(&harness, before, &pairs).await;
        let field = |place: usize, name: &str| time(passes[place][name].as_str().expect("a time"));
        assert_eq!(passes.len(), 3, "{zone}, {lead}");
        assert_eq!((field(1, "not_before"), field(1, "expires")), (time(begins), ends), "{zone}, {lead}");
        assert!(field(0, "expires") >= field(1, "not_before"), "{zone}, {lead}: no gap before the long day");
        assert!(field(2, "not_before") <= ends, "{zone}, {lead}: no gap after it");

        let text = passes[1]["qr"].as_str().expect("a code");
        let first = time(begins);
        let moments = [
            (first.saturating_sub(1), "not_yet_valid"),
            (first, "admit"),
            (ends.saturating_sub(1), "admit"),
            (ends, "expired"),
        ];
        for (at, code) in moments {
            let found = verdict(&base, &pairs[1].present(text, at, None), at, None).await;
            assert_eq!(found.code(), code, "{zone}, {lead}, {at}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_in_berlin_have_passes_on_the_day_on_which_clocks_go_back() {
    let evening = "2027-10-30T19:00:00Z";
    let leads = [(0, "2027-10-30T22:00:00Z"), (3, evening), (4, evening), (12, evening)];
    require_passes("Europe/Berlin", "2027-10-31", "2027-10-31T23:00:00Z", leads).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_in_new_york_have_passes_on_the_day_on_which_clocks_go_back() {
    let evening = "2027-11-07T01:00:00Z";
    let leads = [(0, "2027-11-07T04:00:00Z"), (3, evening), (4, evening), (12, evening)];
    require_passes("America/New_York", "2027-11-07", "2027-11-08T05:00:00Z", leads).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_on_lord_howe_have_passes_on_the_day_on_which_clocks_go_back_half_an_hour() {
    let evening = "2027-04-03T09:30:00Z";
    let leads = [(0, "2027-04-03T13:00:00Z"), (3, "2027-04-03T10:00:00Z"), (4, evening), (12, evening)];
    require_passes("Australia/Lord_Howe", "2027-04-04", "2027-04-04T13:30:00Z", leads).await;
}

/// An issuer in Berlin whose keys sign passes of 28 hours before `change`, and of 26 from then on.
fn with_shorter_passes_from(change: UnixTime) -> (Issuer, Signer) {
    let (root, before, after) = (Signer::new(1), Signer::new(2), Signer::new(3));
    let key = |signer: &Signer, from, until, hours: u64| {
        let role = Role::PhonePasses(issuing_constraints("Test Issuer", false, hours * 3_600));
        TrustedKey { key: signer.public, from, until, role }
    };
    let (begins, ends) = (change.saturating_sub(7 * 86_400), change.saturating_add(7 * 86_400));
    let roots = RootSet::new(1, [root.public]).expect("a root set");
    let phone_keys = [key(&before, begins, change, 28), key(&after, change, ends, 26)];
    let list = TrustList::new(1, begins, ends, roots.clone(), phone_keys).expect("a list");
    let ring = KeyRing::from_seeds(&[before.seed(), after.seed()]).expect("keys");
    let signing = Signing::new(roots, sign_list(&list, &[&root]), Arc::new(ring), ciphers()).expect("a list");
    let config = IssuerConfig { calendar: calendar("Europe/Berlin", 4), ..issuer_config() };
    (Issuer::new(config, Arc::new(CurrentSigning::fixed(signing))), after)
}

#[test]
fn a_pass_that_begins_later_is_signed_by_the_key_that_is_due_then() {
    // With four hours before its day it would begin at 18:00, and fit the earlier key at 19:00.
    let (issuer, later_key) = with_shorter_passes_from(time("2027-10-30T18:30:00Z"));
    let (now, day) = (time("2027-10-30T12:00:00Z"), date("2027-10-31"));
    let request = issuer.request(vec![HolderKey::new(day, HolderPair::ed25519(9).public())], now).expect("a request");
    let record = Record { serial: Serial(7), version: 1, person: citizens().remove(0), revocation: None };
    let issued = issuer.issue(&record, &request, now).expect("a pass");
    let pass = &issued.passes[0];
    assert_eq!(pass.kid, later_key.kid());
    assert_eq!(pass.claims.not_before, time("2027-10-30T21:00:00Z"));
    assert_eq!(pass.claims.expires, time("2027-10-31T23:00:00Z"));
    assert_eq!(issuer.signs_until(now), Some(date("2027-11-06")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_the_zone_skips_costs_no_other_day_and_is_refused_alone() {
    let harness = Harness::unpublished().await;
    let config = IssuerConfig { calendar: calendar("Pacific/Apia", 4), ..issuer_config() };
    let issuer = Issuer::new(config, Arc::clone(harness.node.publisher.signing()));
    let now = time("2011-12-29T00:00:00Z");
    let key = |day: &str, number| HolderKey::new(date(day), HolderPair::ed25519(number).public());
    let skipped = key("2011-12-30", 11);
    let request = issuer.request(vec![key("2011-12-29", 10), skipped, key("2011-12-31", 12)], now).expect("a request");
    let days: Vec<_> = request.holder_keys().iter().map(|holder| holder.day).collect();
    assert_eq!(days, [date("2011-12-29"), date("2011-12-31")]);

    let refused = issuer.request(vec![skipped], now).expect_err("no day is left");
    assert_eq!(refused, RequestError::NoSuchDay(skipped.day));
    assert_eq!(refused.to_string(), "2011-12-30 does not exist in the issuer's time zone: its clocks skip that day");
}
