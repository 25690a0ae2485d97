//! A partner for demonstrations: it vouches for anyone who claims to be a synthetic citizen.

use std::fmt;
use std::sync::Arc;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Jwk, Kid, PublicKey, UnixTime};
use haetae_keys::{Custody as _, CustodyError, KeyRing};
use serde_json::json;
use zeroize::Zeroizing;

use crate::model::{PartnerKey, SubjectId, Uses};

/// The prefix of subject ids of synthetic citizens. The demo partner vouches for no one else.
pub const SYNTHETIC: &str = "SYN-";

/// How long its assertions are valid, in seconds.
const LIFE: u64 = 120;

/// The demo partner with its private key.
#[derive(Clone)]
pub struct DemoPartner {
    ring: Arc<KeyRing>,
    kid: Kid,
    public: PublicKey,
    audience: String,
}

/// The text is not the key of a demo partner.
#[derive(Debug, thiserror::Error)]
#[error(
    "the key of the demo partner must be 32 bytes in base64url: remove the file, and `haetae partner demo` makes a new one"
)]
pub struct NotADemoKey;

impl DemoPartner {
    /// The `iss` of its assertions.
    pub const NAME: &str = "demo";

    /// From the text of its key file: the seed of an Ed25519 key, 32 bytes in base64url. `audience` is the issuer's.
    ///
    /// # Errors
    ///
    /// [`NotADemoKey`]
    pub fn new(key: &str, audience: impl Into<String>) -> Result<Self, NotADemoKey> {
        let mut seed = Zeroizing::new([0u8; 32]);
        let decoded = Base64UrlUnpadded::decode(key.trim_end(), seed.as_mut_slice()).map_err(|_| NotADemoKey)?;
        if decoded.len() != 32 {
            return Err(NotADemoKey);
        }
        let ring = KeyRing::from_seeds([&*seed]).map_err(|_| NotADemoKey)?;
        let kid = *ring.kids().first().ok_or(NotADemoKey)?;
        let public = ring.public_key(kid).ok_or(NotADemoKey)?;
        Ok(Self { ring: Arc::new(ring), kid, public, audience: audience.into() })
    }

    /// Its public key, to register.
    pub fn partner_key(&self) -> PartnerKey {
        let public = match self.public {
            PublicKey::Ed25519(public) => public,
            // A key ring holds only Ed25519 keys.
            PublicKey::P256 { .. } | PublicKey::X25519(_) => [0; 32],
        };
        PartnerKey { id: self.key_id(), public, uses: Uses { passes: true, paper: false } }
    }

    /// An assertion that `subject` has just signed in and holds the keys of this digest (see
    /// [`keys_digest`](haetae_core::keys_digest)); `None` for anybody who is not synthetic.
    ///
    /// # Errors
    ///
    /// [`CustodyError`] if the key does not sign.
    pub fn vouch(&self, subject: &SubjectId, keys: &str, now: UnixTime) -> Result<Option<String>, CustodyError> {
        if !subject.as_str().starts_with(SYNTHETIC) {
            return Ok(None);
        }
        let seconds = now.seconds();
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": self.key_id() });
        let claims = json!({
            "iss": Self::NAME, "sub": subject.as_str(), "aud": self.audience, "iat": seconds, "exp": seconds + LIFE,
            "auth_time": seconds, "use": "passes", "keys": keys,
        });
        let encode = |part: &serde_json::Value| Base64UrlUnpadded::encode_string(part.to_string().as_bytes());
        let message = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self.ring.sign(self.kid, message.as_bytes())?;
        Ok(Some(format!("{message}.{}", Base64UrlUnpadded::encode_string(&signature))))
    }

    fn key_id(&self) -> String {
        Base64UrlUnpadded::encode_string(&Jwk::thumbprint(&self.public))
    }
}

impl fmt::Debug for DemoPartner {
    /// Without its key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoPartner").field("kid", &self.kid).finish_non_exhaustive()
    }
}
