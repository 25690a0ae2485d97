//! Real attestations, at times when they were valid. What is wrong with others is in `tests/service/attestation`.

use std::fs;
use std::path::Path;

use haetae_core::{PublicKey, UnixTime};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use sha2::{Digest as _, Sha256};

use super::android::{self, Chains, Revocations};
use super::apple;
use super::error::Flaw;
use super::roots::{APPLE, GOOGLE, Roots};
use crate::config::{AndroidApp, AppleEnvironment};

/// 2026-02-23.
const FEBRUARY_2026: u64 = 1_771_804_800;
/// 2023-02-20.
const FEBRUARY_2023: u64 = 1_676_851_200;
/// 2021-01-23, 12:20.
const JANUARY_2021: u64 = 1_611_404_400;

fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/attestation").join(name)).expect("a file")
}

fn roots(pem: &[u8]) -> Roots {
    Roots::from_pem(pem).expect("roots")
}

fn key(x: &str, y_is_odd: bool) -> PublicKey {
    PublicKey::P256 { x: hex::decode(x).expect("hexadecimal").try_into().expect("32 bytes"), y_is_odd }
}

/// A real phone's chain, and what its app and its partner knew.
struct Android {
    chain: Vec<Vec<u8>>,
    key: PublicKey,
    challenge: &'static [u8],
    app: AndroidApp,
}

impl Android {
    fn of_2026() -> Self {
        Self {
            chain: pem("android-tee-2026.pem"),
            key: key("ac840a40d84d68cf1931bf8ebabbcc9bbd751c758fef6823b7f005246fcf3a7d", false),
            challenge: b"6417f92c-daef-4cc1-8828-5bb39338ffd5",
            app: app(
                "com.google.android.attestation",
                "103938ee4537e59e8ee792f654504fb8346fc6b346d0bbc4415fc339fcfc8ec1",
            ),
        }
    }

    fn of_2023() -> Self {
        Self {
            chain: pem("android-tee-2023.pem"),
            key: key("e5124f3517ad9f4ae5b9fbea1a589bb365b814a2f129169d2e080f2d00b7c279", false),
            challenge: b"challenge",
            app: app(
                "com.google.attestationexample",
                "68856d1d06f637d6255face5b224db43a9514ace538bb1548b844480fcd85c87",
            ),
        }
    }

    fn verify(&self, revoked: &Revocations, now: u64) -> Result<(), Flaw> {
        let roots = roots(GOOGLE);
        let apps = [self.app.clone()];
        let expected = android::Expected { roots: &roots, revoked, apps: &apps, challenge: self.challenge };
        let sent = Chains { certificates: self.chain.clone(), chains: vec![(0..self.chain.len()).collect()] };
        android::require(&sent, &[self.key], &expected, UnixTime::saturating_new(now))
    }
}

fn pem(name: &str) -> Vec<Vec<u8>> {
    CertificateDer::pem_slice_iter(&file(name))
        .map(|certificate| certificate.expect("a certificate").to_vec())
        .collect()
}

fn app(package: &str, signer: &str) -> AndroidApp {
    AndroidApp { package: package.to_owned(), signers: vec![signer.to_owned()] }
}

#[test]
fn the_built_in_roots_are_those_that_google_and_apple_publish() {
    let digests = |pem| -> Vec<String> {
        let certificates = CertificateDer::pem_slice_iter(pem).map(|certificate| certificate.expect("a certificate"));
        certificates.map(|certificate| hex::encode(Sha256::digest(&certificate))).collect()
    };
    let google = [
        "cedb1cb6dc896ae5ec797348bce9286753c2b38ee71ce0fbe34a9a1248800dfc",
        "6d9db4ce6c5c0b293166d08986e05774a8776ceb525d9e4329520de12ba4bcc0",
    ];
    assert_eq!(digests(GOOGLE), google);
    assert_eq!(digests(APPLE), ["1cb9823ba28ba6ad2d33a006941de2ae4f513ef1d4e831b9f7e0fa7b6242c932"]);
    assert_eq!((roots(GOOGLE).iter().count(), roots(APPLE).iter().count()), (2, 1));
    assert!(Roots::from_pem(b"").is_none());
}

#[test]
fn real_phones_chains_are_good_under_both_of_googles_roots() {
    let none = Revocations::default();
    assert_eq!(Android::of_2026().verify(&none, FEBRUARY_2026), Ok(()));
    assert_eq!(Android::of_2023().verify(&none, FEBRUARY_2023), Ok(()));
}

#[test]
fn a_real_phones_chain_is_good_only_then_and_for_its_key_app_and_challenge() {
    let none = Revocations::default();
    let two_weeks = 14 * 86_400;
    assert_eq!(Android::of_2026().verify(&none, FEBRUARY_2026 + two_weeks), Err(Flaw::Untimely));
    assert_eq!(Android::of_2026().verify(&none, FEBRUARY_2026 - two_weeks), Err(Flaw::Untimely));
    let other_key = Android { key: Android::of_2023().key, ..Android::of_2026() };
    assert_eq!(other_key.verify(&none, FEBRUARY_2026), Err(Flaw::OtherKey));
    let other_app = Android { app: Android::of_2023().app, ..Android::of_2026() };
    assert_eq!(other_app.verify(&none, FEBRUARY_2026), Err(Flaw::OtherApp));
    let other_challenge = Android { challenge: b"challenge", ..Android::of_2026() };
    assert_eq!(other_challenge.verify(&none, FEBRUARY_2026), Err(Flaw::OtherChallenge));
}

#[test]
fn a_revoked_serial_is_found_however_the_list_writes_it() {
    let list = |serial: &str| {
        let json = format!(r#"{{"entries": {{"{serial}": {{"status": "REVOKED", "reason": "KEY_COMPROMISE"}}}}}}"#);
        Revocations::read(json.as_bytes()).expect("a list")
    };
    for serial in ["2c85cdc15c3042f25698906669c35137", "002C85CDC15C3042F25698906669C35137"] {
        assert_eq!(Android::of_2026().verify(&list(serial), FEBRUARY_2026), Err(Flaw::Revoked), "{serial}");
    }
    assert_eq!(Android::of_2026().verify(&list("2c85cdc15c3042f25698906669c35138"), FEBRUARY_2026), Ok(()));
    for text in ["", "[]", "{}", r#"{"entries": {"xyz": {}}}"#, r#"{"entries": []}"#] {
        assert_eq!(Revocations::read(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn a_real_app_attest_object_is_good_for_its_app_and_its_client_data() {
    let (object, roots) = (file("apple-development.cbor"), roots(APPLE));
    let verify = |app: &str, environment, client_data: &str, now| {
        let apps = [app.to_owned()];
        let client_data = client_data.as_bytes();
        let expected = apple::Expected { roots: &roots, apps: &apps, environment, client_data };
        apple::require(&object, &expected, UnixTime::saturating_new(now))
    };
    let (app, development) = ("6MURL8TA57.de.vincent-haupert.apple-appattest-poc", AppleEnvironment::Development);
    assert_eq!(verify(app, development, "wurzelpfropf", JANUARY_2021), Ok(()));
    assert_eq!(verify(app, development, "wurzel", JANUARY_2021), Err(Flaw::OtherClientData));
    assert_eq!(verify("6MURL8TA57.de", development, "wurzelpfropf", JANUARY_2021), Err(Flaw::OtherApp));
    assert_eq!(verify(app, AppleEnvironment::Production, "wurzelpfropf", JANUARY_2021), Err(Flaw::Environment));
    assert_eq!(verify(app, development, "wurzelpfropf", JANUARY_2021 + 3 * 86_400), Err(Flaw::Untimely));
}

#[test]
fn no_changed_byte_of_a_real_chain_is_taken() {
    let good = Android::of_2026();
    let none = Revocations::default();
    for certificate in 0..good.chain.len() {
        for place in (0..good.chain[certificate].len()).step_by(13) {
            let mut chain = good.chain.clone();
            chain[certificate][place] ^= 0x10;
            let changed = Android { chain, ..Android::of_2026() };
            assert!(changed.verify(&none, FEBRUARY_2026).is_err(), "certificate {certificate}, byte {place}");
        }
    }
}
