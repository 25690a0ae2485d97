//! A partner that vouches for citizens.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::PublicKey;
use haetae_core::keys_digest;
use serde_json::{Value, json};

use super::{AUDIENCE, NOW};
use crate::Signer;
use crate::phone::HolderPair;

/// A partner's key.
#[derive(Debug)]
pub struct PartnerSigner {
    /// What the key is registered under.
    pub key_id: String,
    name: String,
    signer: Signer,
}

impl PartnerSigner {
    /// The partner of this name, and its key of this number.
    pub fn new(number: u8, name: &str) -> Self {
        // Far from the numbers of issuers and phones.
        Self { key_id: format!("key-{number}"), name: name.to_owned(), signer: Signer::new(number + 100) }
    }

    /// What is registered.
    pub fn public(&self) -> [u8; 32] {
        let PublicKey::Ed25519(bytes) = self.signer.public else { unreachable!("a signer's key is Ed25519") };
        bytes
    }

    /// The same as a JWK.
    pub fn jwk(&self) -> Value {
        let mut jwk = HolderPair::Ed25519(self.signer.clone()).jwk();
        jwk["kid"] = self.key_id.as_str().into();
        jwk
    }

    /// The claims of a good assertion for passes.
    pub fn claims(&self, subject: &str, keys: &[PublicKey]) -> Value {
        json!({
            "iss": self.name, "sub": subject, "aud": AUDIENCE, "iat": NOW - 10, "exp": NOW + 290,
            "auth_time": NOW - 3_600, "use": "passes", "keys": keys_digest(keys),
        })
    }

    /// The claims of a good assertion for passes, to a service of the usual audience that runs at this time.
    pub fn claims_at(&self, now: u64, subject: &str, keys: &[PublicKey]) -> Value {
        json!({
            "iss": self.name, "sub": subject, "aud": "haetae", "iat": now, "exp": now + 300, "auth_time": now,
            "use": "passes", "keys": keys_digest(keys),
        })
    }

    /// The claims of a good assertion for paper.
    pub fn paper_claims(&self, subject: &str) -> Value {
        json!({
            "iss": self.name, "sub": subject, "aud": AUDIENCE, "iat": NOW - 10, "exp": NOW + 290,
            "auth_time": NOW - 3_600, "use": "paper",
        })
    }

    /// The assertion of these claims.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_with_header(&json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.key_id }), claims)
    }

    /// The same under another header.
    pub fn sign_with_header(&self, header: &Value, claims: &Value) -> String {
        self.sign_texts(&header.to_string(), &claims.to_string())
    }

    /// The same of texts that need not be JSON.
    pub fn sign_texts(&self, header: &str, claims: &str) -> String {
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        self.sign_parts(&encode(header), &encode(claims))
    }

    /// The same of parts that need not be base64url.
    pub fn sign_parts(&self, header: &str, claims: &str) -> String {
        let message = format!("{header}.{claims}");
        let signature = self.signer.sign(message.as_bytes());
        format!("{message}.{}", Base64UrlUnpadded::encode_string(&signature))
    }
}
