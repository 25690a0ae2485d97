use std::sync::Arc;

use axum::Router;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_testkit::phone::HolderPair;
use haetae_testkit::service::answer::{Answer, bearing, get, post};
use haetae_testkit::service::{CITIZEN, Harness, ask, day, settings};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::android::good;
use super::maker::{Authority, Certified};
use super::{CHALLENGE, verifier};

/// A service whose partner's phones must attest their keys.
struct Scene {
    harness: Harness,
    public: Router,
    authority: Authority,
    _folder: TempDir,
}

impl Scene {
    async fn start() -> Self {
        let (folder, authority) = (tempfile::tempdir().expect("a folder"), Authority::new("Google"));
        let mut harness = Harness::start().await;
        harness.node.attestations = Arc::new(verifier(folder.path(), &authority.root_pem, &authority.root_pem));
        let public = harness.public_with(settings());
        Self { harness, public, authority, _folder: folder }
    }

    fn attestation(&self, pairs: &[HolderPair]) -> Value {
        let leaf = |pair| self.authority.leaf(&Certified::of(pair), Some(good().extension()));
        let certificates: Vec<_> = pairs.iter().map(leaf).chain([self.authority.batch.clone()]).collect();
        let certificates: Vec<_> = certificates.iter().map(|bytes| Base64UrlUnpadded::encode_string(bytes)).collect();
        let chains: Vec<_> = (0..pairs.len()).map(|place| [place, pairs.len()]).collect();
        json!({ "format": "android-key", "certificates": certificates, "chains": chains })
    }

    async fn ask(&self, pairs: &[HolderPair], attestation: Option<&Value>, challenge: Option<&[u8]>) -> Answer {
        let public: Vec<_> = pairs.iter().map(HolderPair::public).collect();
        let mut claims = self.harness.partner.claims(CITIZEN, &public);
        if let Some(challenge) = challenge {
            claims["attestation_challenge"] = Base64UrlUnpadded::encode_string(challenge).into();
        }
        let keys: Vec<_> = (0..).zip(pairs).map(|(ahead, pair)| pair.for_day(day(ahead))).collect();
        let mut body = json!({ "holder_keys": keys });
        if let Some(attestation) = attestation {
            body["attestation"] = attestation.clone();
        }
        let request = bearing(post("/v1/passes", &body), &self.harness.partner.sign(&claims));
        ask(self.public.clone(), request).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_whose_phones_must_attest_gets_passes_only_for_attested_keys() {
    let scene = Scene::start().await;
    let pairs: Vec<_> = (0..28).map(|_| HolderPair::p256()).collect();
    let attestation = scene.attestation(&pairs);
    let passes = scene.ask(&pairs, Some(&attestation), Some(CHALLENGE)).await.good();
    assert_eq!(passes["passes"].as_array().map(Vec::len), Some(28), "all that a request may have fit into a body");

    let detail = scene.ask(&pairs, None, Some(CHALLENGE)).await.problem(422, "attestation_required");
    assert_eq!(detail, "This partner's requests need an attestation of the holder keys, and there is none.");
    let detail = scene.ask(&pairs, Some(&attestation), None).await.problem(422, "attestation_invalid");
    assert_eq!(detail, "The attestation is not valid: the assertion has no attestation_challenge.");
    let thief: Vec<_> = (0..28).map(|_| HolderPair::p256()).collect();
    let detail = scene.ask(&thief, Some(&attestation), Some(CHALLENGE)).await.problem(422, "attestation_invalid");
    assert_eq!(detail, "The attestation is not valid: the certified key is not the holder key.");
    let counts = scene.harness.node.attestations.counts();
    assert_eq!((counts.accepted, counts.refused, counts.missing), (1, 2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attestation_of_another_form_is_named() {
    let scene = Scene::start().await;
    let pairs = [HolderPair::p256()];
    let good = scene.attestation(&pairs);
    let detail = scene.ask(&pairs, Some(&good), Some(b"too short")).await.problem(401, "assertion_invalid");
    assert!(detail.contains("attestation_challenge must be 16 to 128 bytes in base64url"), "{detail}");
    for (member, value, problem) in [
        ("certificates", json!(["="]), (422, "attestation_invalid")),
        ("chains", json!([[-1]]), (400, "invalid_body")),
        ("chains", json!([[99]]), (422, "attestation_invalid")),
        ("format", json!("tpm"), (400, "invalid_body")),
        ("more", json!(1), (400, "invalid_body")),
    ] {
        let mut other = good.clone();
        other[member] = value;
        scene.ask(&pairs, Some(&other), Some(CHALLENGE)).await.problem(problem.0, problem.1);
    }
    scene.ask(&pairs, Some(&json!({})), Some(CHALLENGE)).await.problem(400, "invalid_body");
    scene.ask(&pairs, Some(&json!(null)), Some(CHALLENGE)).await.problem(400, "invalid_body");
    let object = json!({ "format": "apple-appattest", "object": "oA" });
    let detail = scene.ask(&pairs, Some(&object), Some(CHALLENGE)).await.problem(422, "attestation_invalid");
    assert_eq!(detail, "The attestation is not valid: the attestation object cannot be read.");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_setting_an_attestation_is_ignored() {
    let harness = Harness::start().await;
    let pair = HolderPair::p256();
    let assertion = harness.partner.sign(&harness.partner.claims(CITIZEN, &[pair.public()]));
    let attestation = json!({ "format": "apple-appattest", "object": "oA" });
    let body = json!({ "holder_keys": [pair.for_day(day(0))], "attestation": attestation });
    harness.public(bearing(post("/v1/passes", &body), &assertion)).await.good();
    let metrics = String::from_utf8(harness.operator(get("/metrics")).await.body.to_vec()).expect("text");
    assert!(metrics.contains("haetae_attestations_total{result=\"accepted\"} 0"), "{metrics}");
}
