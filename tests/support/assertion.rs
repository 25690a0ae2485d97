//! A partner that vouches for citizens.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae::identity::keys_digest;
use haetae_core::PublicKey;
use serde_json::{Value, json};

use super::{AUDIENCE, NOW};

/// A partner's key.
pub(crate) struct PartnerSigner {
    pub(crate) key_id: String,
    name: String,
    pair: Ed25519KeyPair,
}

impl PartnerSigner {
    pub(crate) fn new(seed: u8, name: &str) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[seed + 100; 32]).expect("a key");
        Self { key_id: format!("key-{seed}"), name: name.to_owned(), pair }
    }

    pub(crate) fn public(&self) -> [u8; 32] {
        self.pair.public_key().as_ref().try_into().expect("32 bytes")
    }

    /// The claims of a good assertion for passes.
    pub(crate) fn claims(&self, subject: &str, keys: &[PublicKey]) -> Value {
        json!({
            "iss": self.name, "sub": subject, "aud": AUDIENCE, "iat": NOW - 10, "exp": NOW + 290,
            "auth_time": NOW - 3_600, "use": "passes", "keys": keys_digest(keys),
        })
    }

    /// The claims of a good assertion for paper.
    pub(crate) fn paper_claims(&self, subject: &str) -> Value {
        json!({
            "iss": self.name, "sub": subject, "aud": AUDIENCE, "iat": NOW - 10, "exp": NOW + 290,
            "auth_time": NOW - 3_600, "use": "paper",
        })
    }

    /// The assertion of these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_with_header(&json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.key_id }), claims)
    }

    pub(crate) fn sign_with_header(&self, header: &Value, claims: &Value) -> String {
        self.sign_texts(&header.to_string(), &claims.to_string())
    }

    /// The same of texts that need not be JSON.
    pub(crate) fn sign_texts(&self, header: &str, claims: &str) -> String {
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        self.sign_parts(&encode(header), &encode(claims))
    }

    /// The same of parts that need not be base64url.
    pub(crate) fn sign_parts(&self, header: &str, claims: &str) -> String {
        let message = format!("{header}.{claims}");
        let signature = self.pair.sign(message.as_bytes());
        format!("{message}.{}", Base64UrlUnpadded::encode_string(signature.as_ref()))
    }
}
