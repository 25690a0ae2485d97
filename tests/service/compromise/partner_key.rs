//! A partner's key is stolen: the thief can ask for passes of anyone.

use haetae::clock::Clock as _;
use haetae::model::{SubjectId, Uses};
use haetae::store::{PartnerChange, StandingChange};
use haetae_core::{PublicKey, Standing, TrustStore, UnverifiedPass};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, bearing, get, post};
use haetae_testkit::service::partner::PartnerSigner;
use haetae_testkit::service::{CITIZEN, Harness, day};
use serde_json::json;

/// Asks for today's pass of a citizen, vouched for by `partner`.
async fn ask(harness: &Harness, partner: &PartnerSigner, pair: &HolderPair) -> Answer {
    let keys: [PublicKey; 1] = [pair.public()];
    let assertion = partner.sign(&partner.claims(CITIZEN, &keys));
    let body = json!({ "holder_keys": [pair.for_day(day(0))] });
    harness.public(bearing(post("/v1/passes", &body), &assertion)).await
}

fn pass(answer: &Answer) -> String {
    answer.good()["passes"][0]["qr"].as_str().expect("a pass").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_key_vouches_for_nobody_and_what_it_fetched_is_voided() {
    let harness = Harness::start().await;
    let (thief, phone, renewed) = (HolderPair::ed25519(66), HolderPair::ed25519(7), HolderPair::ed25519(8));
    let stolen = &harness.partner;
    let (forged, honest) = (pass(&ask(&harness, stolen, &thief).await), pass(&ask(&harness, stolen, &phone).await));

    // The partner has a second key before the first goes, so that no citizen waits.
    let next = PartnerSigner::new(2, "partner-1");
    harness.register("partner-1", &next, Uses { passes: true, paper: true }).await;
    let removed = harness.node.store.remove_partner_key("partner-1", &stolen.key_id).await.expect("the store answers");
    assert_eq!(removed, PartnerChange::Done);
    ask(&harness, stolen, &thief).await.problem(401, "assertion_invalid");
    ask(&harness, &next, &phone).await.good();

    // The same as `haetae partner void` does for everyone in the journal.
    let id = SubjectId::new(CITIZEN).expect("an id");
    let serial = harness.node.store.record(&id).await.expect("the store answers").expect("a record").serial;
    let now = harness.clock.now();
    let change = harness.node.store.reissue_serial(serial, now, None).await.expect("the store answers");
    assert_eq!(change, StandingChange::Done);
    harness.clock.advance(10);
    assert!(harness.publish().await);

    let mut trust = TrustStore::new(harness.ceremony.roots());
    assert_eq!(trust.take_bundle(&harness.public(get("/v1/trust/bundle")).await.body).as_str(), "taken");
    let now = harness.clock.now();
    let verdict = |pair: &HolderPair, text: &str| {
        let code = pair.present(text, now, None);
        haetae_core::Checker::new(&trust).check(&code, now, &mut haetae_core::ScannerState::new()).code()
    };
    assert_eq!((verdict(&thief, &forged), verdict(&phone, &honest)), ("revoked", "revoked"));

    // The phone sees that for itself, and asks.
    let held = UnverifiedPass::parse(&honest).expect("a pass");
    let planned = now.saturating_add(7 * 86_400);
    let renewal = haetae_core::Renewal::of(&trust, &[held], planned, None, now, 5);
    assert_eq!(renewal.standings, [Standing::Revoked]);
    assert!(renewal.at < now.saturating_add(900));
    let fresh = pass(&ask(&harness, &next, &renewed).await);
    assert_eq!(verdict(&renewed, &fresh), "admit");
}
