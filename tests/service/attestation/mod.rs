//! Platform attestation: of chains that tests make, at the service's time, and over HTTP. Real ones are verified in
//! `src/attestation`.

mod android;
mod apple;
mod http;
mod maker;
mod status;

use std::fs;
use std::path::Path;

use haetae::attestation::AttestationError;
use haetae::attestation::{Attestation, AttestationVerifier, AttestedRequest, Flaw};
use haetae::config::Config;
use haetae_core::PublicKey;
use haetae_testkit::service::now;

const PACKAGE: &str = "kr.example.wallet";
const SIGNER: [u8; 32] = [0x5A; 32];
const APP_ID: &str = "ABCDE12345.kr.example.wallet";
const CHALLENGE: &[u8] = b"a challenge of the partner";
const PARTNER: &str = "partner-1";

/// A verifier that requires attestations of one partner, below these roots.
fn verifier(folder: &Path, google: &str, apple: &str) -> AttestationVerifier {
    fs::write(folder.join("google.pem"), google).expect("a file");
    fs::write(folder.join("apple.pem"), apple).expect("a file");
    let signer = hex::encode(SIGNER);
    let text = format!(
        r#"
        [attestation]
        mode = "require"
        google_roots = "google.pem"
        apple_roots = "apple.pem"
        google_status = "status.json"
        partners = [{{ partner = "{PARTNER}", android = [{{ package = "{PACKAGE}", signers = ["{signer}"] }}], apple = ["{APP_ID}"] }}]
        "#
    );
    fs::write(folder.join("haetae.toml"), text).expect("a file");
    if !folder.join("status.json").exists() {
        fs::write(folder.join("status.json"), r#"{"entries": {}}"#).expect("a file");
    }
    let config = Config::load(folder, [], []).expect("a configuration");
    AttestationVerifier::open(&config).expect("roots")
}

/// What is wrong with an attestation, now, of these keys, for the usual challenge.
fn flaw(verifier: &AttestationVerifier, keys: &[PublicKey], attestation: &Attestation) -> Option<Flaw> {
    let request =
        AttestedRequest { partner: PARTNER, keys, challenge: Some(CHALLENGE), attestation: Some(attestation) };
    match verifier.verify(&request, now()) {
        Ok(()) => None,
        Err(AttestationError::Invalid(flaw)) => Some(flaw),
        Err(AttestationError::Required) => panic!("there is one"),
    }
}
