//! A citizen's phone: keys, one a day, and the live codes that it signs with them.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{
    Challenge, CivilDate, Jwk, PreparedPresentation, PublicKey, UnixTime, UnverifiedPass, presentation_text,
};
use serde_json::{Value, json};

/// The key of one day.
pub(crate) enum HolderPair {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

impl HolderPair {
    pub(crate) fn ed25519(seed: u8) -> Self {
        Self::Ed25519(Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a key"))
    }

    pub(crate) fn p256() -> Self {
        Self::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
    }

    /// The public key as a JWK.
    pub(crate) fn jwk(&self) -> Value {
        let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        match self {
            Self::Ed25519(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()) })
            }
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({ "kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..]) })
            }
        }
    }

    pub(crate) fn public(&self) -> PublicKey {
        let jwk: Jwk = serde_json::from_value(self.jwk()).expect("a JWK");
        PublicKey::try_from(&jwk).expect("a key")
    }

    /// The entry of a request for the pass of `day`.
    pub(crate) fn for_day(&self, day: CivilDate) -> Value {
        json!({ "day": day, "jwk": self.jwk() })
    }

    /// The live code for a pass, signed at `at`.
    pub(crate) fn present(&self, pass: &str, at: UnixTime, challenge: Option<&Challenge>) -> String {
        let bytes = UnverifiedPass::parse(pass).expect("a pass").pass_bytes();
        let prepared = PreparedPresentation::new(&bytes, at, challenge).expect("a pass for a phone");
        let signature: Vec<u8> = match self {
            Self::Ed25519(pair) => pair.sign(prepared.to_be_signed()).as_ref().to_vec(),
            Self::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), prepared.to_be_signed()).expect("a signature");
                signature.as_ref().to_vec()
            }
        };
        presentation_text(&prepared.complete(&signature.try_into().expect("64 bytes")))
    }
}
