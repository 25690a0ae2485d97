//! What a phone's platform says about its keys. The first byte of an input says which platform: 0 for Android, where
//! certificates follow, each after its length in two bytes; anything else for Apple, where the object follows.

use std::path::Path;
use std::sync::LazyLock;

use base64ct::{Base64, Encoding as _};
use haetae::attestation::{Attestation, AttestationVerifier, AttestedRequest, Chains};
use haetae::config::Config;
use haetae_core::{PublicKey, UnixTime};

use crate::Target;
use crate::repository;

pub(super) const TARGET: Target = Target {
    name: "attestation",
    promise: "only a real phone's chain is accepted, whole and unchanged; no object is, because each is for other keys",
    run,
    seeds,
    rounds: 3_000,
};

const PARTNER: &str = "demo";
/// 2026-02-23, when the seed was valid.
const FEBRUARY_2026: UnixTime = UnixTime::saturating_new(1_771_804_800);
/// 2021-01-23, the same for the object.
const JANUARY_2021: UnixTime = UnixTime::saturating_new(1_611_404_400);
const CHALLENGE: &[u8] = b"6417f92c-daef-4cc1-8828-5bb39338ffd5";
const KEY_X: &str = "ac840a40d84d68cf1931bf8ebabbcc9bbd751c758fef6823b7f005246fcf3a7d";

static VERIFIER: LazyLock<AttestationVerifier> = LazyLock::new(|| {
    let partners = r#"[{ partner = "demo", apple = ["6MURL8TA57.de.vincent-haupert.apple-appattest-poc"], android = [{
        package = "com.google.android.attestation",
        signers = ["103938ee4537e59e8ee792f654504fb8346fc6b346d0bbc4415fc339fcfc8ec1"] }] }]"#;
    let values = [
        ("attestation.mode", "require"),
        ("attestation.apple_environment", "development"),
        ("attestation.partners", partners),
    ];
    let values = values.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let config = Config::load(Path::new("no folder"), [], values).expect("a configuration");
    AttestationVerifier::open(&config).expect("roots")
});

static CHAIN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| chain("tests/data/attestation/android-tee-2026.pem"));

fn run(input: &[u8]) {
    let Some((platform, rest)) = input.split_first() else { return };
    let x = hex::decode(KEY_X).ok().and_then(|x| x.try_into().ok()).expect("32 bytes");
    let keys = [PublicKey::P256 { x, y_is_odd: false }];
    let (attestation, now) = if *platform == 0 {
        let certificates = certificates(rest);
        let chains = vec![(0..certificates.len()).collect()];
        (Attestation::AndroidKey(Chains { certificates, chains }), FEBRUARY_2026)
    } else {
        (Attestation::AppleAppAttest(rest.to_vec()), JANUARY_2021)
    };
    let challenge = Some(CHALLENGE);
    let request = AttestedRequest { partner: PARTNER, keys: &keys, challenge, attestation: Some(&attestation) };
    if VERIFIER.verify(&request, now).is_ok() {
        let Attestation::AndroidKey(Chains { certificates, .. }) = attestation else {
            panic!("an object for other client data is accepted");
        };
        assert_eq!(certificates[..], CHAIN[..], "another chain is accepted");
    }
}

/// The certificates of an input; the last one may be cut.
fn certificates(mut rest: &[u8]) -> Vec<Vec<u8>> {
    let mut certificates = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let (certificate, after) = after.split_at(usize::from(u16::from_be_bytes(*length)).min(after.len()));
        certificates.push(certificate.to_vec());
        rest = after;
    }
    certificates
}

fn chain(path: &str) -> Vec<Vec<u8>> {
    let pem = String::from_utf8(repository::file(path)).expect("PEM");
    let bodies = pem.split("-----BEGIN CERTIFICATE-----").skip(1);
    let decode = |body: &str| {
        let text: String = body.split("-----END").next().expect("a body").split_whitespace().collect();
        Base64::decode_vec(&text).expect("base64")
    };
    bodies.map(decode).collect()
}

fn seeds() -> Vec<Vec<u8>> {
    let android = |path: &str| {
        let with_length = |certificate: &Vec<u8>| {
            let length = u16::try_from(certificate.len()).expect("short").to_be_bytes();
            [&length[..], certificate].concat()
        };
        [vec![0], chain(path).iter().flat_map(with_length).collect()].concat()
    };
    let object = [vec![1], repository::file("tests/data/attestation/apple-development.cbor")].concat();
    let android =
        ["android-tee-2026.pem", "android-tee-2023.pem"].map(|name| android(&format!("tests/data/attestation/{name}")));
    android.into_iter().chain([object]).collect()
}
