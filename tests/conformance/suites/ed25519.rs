use haetae_core::{PublicKey, Signature};
use serde::Deserialize;

use crate::vectors::{Hex, require_all_right};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wycheproof {
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    public_key: WycheproofKey,
    tests: Vec<WycheproofTest>,
}

#[derive(Deserialize)]
struct WycheproofKey {
    pk: Hex,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WycheproofTest {
    tc_id: u32,
    comment: String,
    msg: Hex,
    sig: Hex,
    result: String,
}

#[derive(Deserialize)]
struct Rfc8032 {
    #[serde(rename = "pub")]
    key: Hex,
    msg: Hex,
    sig: Hex,
}

#[derive(Deserialize)]
struct Prehashed {
    #[serde(rename = "publicKey")]
    public_key: Hex,
    msg: Hex,
    ed25519ph_sig: Hex,
}

/// A signature of another length never reaches the key: the decoders refuse it.
fn verifies(key: &Hex, message: &Hex, signature: &Hex) -> bool {
    let key = PublicKey::Ed25519(key.0.as_slice().try_into().expect("32 bytes"));
    Signature::try_from(signature.0.as_slice()).is_ok_and(|signature| key.verifies(&message.0, &signature))
}

#[test]
fn wycheproof_gives_every_signature_the_same_verdict() {
    const FILE: &str = "ed25519/wycheproof/ed25519_test.json";
    let Some(suite) = super::read::<Wycheproof>(FILE) else { return };
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for group in &suite.test_groups {
        for test in &group.tests {
            cases += 1;
            if verifies(&group.public_key.pk, &test.msg, &test.sig) != (test.result == "valid") {
                wrong.push(format!("{} {}: not {}", test.tc_id, test.comment, test.result));
            }
        }
    }
    require_all_right(FILE, cases, &wrong);
}

#[test]
fn rfc_8032_signatures_verify() {
    const FILE: &str = "ed25519/rfc8032/rfc8032-ed25519.json";
    let many = super::read::<Vec<Rfc8032>>(FILE).unwrap_or_default();
    let one = super::read::<Rfc8032>("ed25519/rfc8032/rfc8032-test-sha-abc.json");
    for (number, vector) in many.iter().chain(&one).enumerate() {
        assert!(verifies(&vector.key, &vector.msg, &vector.sig), "vector {number}");
    }
}

#[test]
fn ed25519ph_is_not_ed25519() {
    let Some(vector) = super::read::<Prehashed>("ed25519/rfc8032/ed25519ph-is-not-ed25519.json") else { return };
    assert!(!verifies(&vector.public_key, &vector.msg, &vector.ed25519ph_sig));
}
