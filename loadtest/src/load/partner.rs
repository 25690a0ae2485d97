use std::fmt;
use std::path::Path;

use anyhow::{Context as _, anyhow};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use serde_json::{Value, json};

use super::job::PartnerKey;

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// How long an assertion is good, in seconds: as long as the service takes any.
const LIFE: u64 = 300;

/// A partner that vouches for people.
pub struct Partner {
    name: String,
    header: String,
    audience: String,
    pair: Ed25519KeyPair,
}

impl fmt::Debug for Partner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partner").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Partner {
    /// The partner of a key in a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is no Ed25519 key as PKCS#8 in PEM.
    pub fn read(key: &PartnerKey, audience: &str) -> anyhow::Result<Self> {
        let file = key.file.display();
        let pem = std::fs::read_to_string(&key.file).with_context(|| format!("{file} cannot be read"))?;
        let body = pem.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).map(|(body, _)| body);
        let text: String = body.with_context(|| format!("{file} has no {BEGIN}"))?.split_whitespace().collect();
        let der = Base64::decode_vec(&text).map_err(|_| anyhow!("{file} is no PEM"))?;
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
            .map_err(|_| anyhow!("{file} holds no Ed25519 key as PKCS#8"))?;
        Ok(Self::new(&key.name, &key.key_id, audience, pair))
    }

    /// The partner of a key.
    pub fn new(name: &str, key_id: &str, audience: &str, pair: Ed25519KeyPair) -> Self {
        let header = part(&json!({ "alg": "EdDSA", "typ": "JWT", "kid": key_id }));
        Self { name: name.to_owned(), header, audience: audience.to_owned(), pair }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// An assertion for passes for the holder keys of this digest, made at `now`, seconds since 1970.
    pub fn for_passes(&self, subject: &str, digest: &str, now: u64) -> String {
        self.sign(&json!({
            "iss": self.name, "sub": subject, "aud": self.audience, "iat": now, "exp": now + LIFE, "auth_time": now,
            "use": "passes", "keys": digest,
        }))
    }

    /// An assertion for a pass on paper, whose id is `id`.
    pub fn for_paper(&self, subject: &str, id: &str, now: u64) -> String {
        self.sign(&json!({
            "iss": self.name, "sub": subject, "aud": self.audience, "iat": now, "exp": now + LIFE, "auth_time": now,
            "use": "paper", "jti": id,
        }))
    }

    fn sign(&self, claims: &Value) -> String {
        let message = format!("{}.{}", self.header, part(claims));
        let signature = self.pair.sign(message.as_bytes());
        format!("{message}.{}", Base64UrlUnpadded::encode_string(signature.as_ref()))
    }
}

fn part(part: &Value) -> String {
    Base64UrlUnpadded::encode_string(part.to_string().as_bytes())
}

/// Writes a new key of a partner: the private one as PEM, readable for its owner alone, and the public one as JWK.
///
/// # Errors
///
/// If a file cannot be written, or the system gives no key.
pub fn write_new_key(private: &Path, public: &Path, key_id: &str) -> anyhow::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let pair = Ed25519KeyPair::generate().map_err(|_| anyhow!("the system gives no key"))?;
    let der = pair.to_pkcs8v1().map_err(|_| anyhow!("the key cannot be written"))?;
    let text = Base64::encode_string(AsRef::<[u8]>::as_ref(&der));
    let lines: Vec<&str> = (0..text.len()).step_by(64).filter_map(|at| text.get(at..text.len().min(at + 64))).collect();
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(private)?;
    std::io::Write::write_all(&mut file, format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")).as_bytes())?;
    let x = Base64UrlUnpadded::encode_string(pair.public_key().as_ref());
    std::fs::write(public, json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": key_id }).to_string())?;
    Ok(())
}
