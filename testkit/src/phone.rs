//! A citizen's phone: keys, one a day, and the live codes that it signs with them.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{
    Challenge, CivilDate, PreparedPresentation, PublicKey, Signature, UnixTime, UnverifiedPass, presentation_text,
};
use serde_json::{Value, json};

use crate::Signer;

/// The key of one day.
#[derive(Debug)]
pub enum HolderPair {
    /// As software holds it.
    Ed25519(Signer),
    /// As a phone's secure hardware holds it. The key and its signatures are random, and nothing depends on them.
    P256(EcdsaKeyPair),
}

impl HolderPair {
    /// The key that follows from a number.
    pub fn ed25519(number: u8) -> Self {
        Self::Ed25519(Signer::new(number))
    }

    /// A new key.
    pub fn p256() -> Self {
        Self::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
    }

    /// What a pass for it carries.
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Ed25519(signer) => signer.public,
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                PublicKey::P256 { x: point[1..33].try_into().expect("32 bytes"), y_is_odd: point[64] % 2 == 1 }
            }
        }
    }

    /// The public key as a JWK.
    pub fn jwk(&self) -> Value {
        let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        match self {
            Self::Ed25519(signer) => {
                let PublicKey::Ed25519(bytes) = &signer.public else { unreachable!("a signer's key is Ed25519") };
                json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(bytes) })
            }
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({ "kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..]) })
            }
        }
    }

    /// The entry of a request for the pass of `day`.
    pub fn for_day(&self, day: CivilDate) -> Value {
        json!({ "day": day, "jwk": self.jwk() })
    }

    /// The live code for a pass that has this text, signed at `at`.
    pub fn present(&self, pass: &str, at: UnixTime, challenge: Option<&Challenge>) -> String {
        self.present_pass(&UnverifiedPass::parse(pass).expect("a pass").pass_bytes(), at, challenge)
    }

    /// The same for the bytes of a pass, whoever signed it.
    pub fn present_pass(&self, pass: &[u8], at: UnixTime, challenge: Option<&Challenge>) -> String {
        let prepared = PreparedPresentation::new(pass, at, challenge).expect("a pass for a phone");
        presentation_text(&prepared.complete(&self.sign(prepared.to_be_signed())))
    }

    /// The signature over a message: of P-256 r and s.
    pub fn sign(&self, message: &[u8]) -> Signature {
        match self {
            Self::Ed25519(signer) => signer.sign(message),
            Self::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).expect("a signature");
                signature.as_ref().try_into().expect("64 bytes")
            }
        }
    }
}
