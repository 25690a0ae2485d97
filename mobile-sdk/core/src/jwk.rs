//! Public keys as JSON Web Keys (RFC 7517, RFC 8037): how phones, partners and root files write them.

use alloc::borrow::ToOwned as _;
use alloc::collections::BinaryHeap;
use alloc::format;
use alloc::string::String;
use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use p256::elliptic_curve::point::AffineCoordinates as _;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};

use crate::key::{PublicKey, Verifier};

/// A public key as JSON. Members that a public key does not need (`kid`, `alg`, `use`, `key_ops`, `ext`) are passed
/// over, a private part is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// Key type: `OKP` or `EC`.
    pub kty: String,
    /// Curve: `Ed25519`, `X25519` or `P-256`.
    pub crv: String,
    /// The key, or its x coordinate: 32 bytes in base64url.
    pub x: String,
    /// The y coordinate of a P-256 key: 32 bytes in base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The private part, which has no business here.
    #[serde(default, skip_serializing)]
    d: Option<PrivatePart>,
}

/// That a member stood there; its value is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PrivatePart;

impl<'de> Deserialize<'de> for PrivatePart {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// A JWK that is no public key of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidJwk(&'static str);

impl fmt::Display for InvalidJwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl core::error::Error for InvalidJwk {}

impl Jwk {
    /// The RFC 7638 thumbprint of a key: SHA-256 over its required members in lexicographic order. That of a P-256 key
    /// has the y coordinate in it, which takes longer to calculate than anything else here: who has the key as a JWK
    /// takes [`Jwk::key_and_thumbprint`].
    pub fn thumbprint(key: &PublicKey) -> [u8; 32] {
        Self::from(key).hash()
    }

    /// The key and its RFC 7638 thumbprint. A P-256 key is a point of its curve.
    ///
    /// # Errors
    ///
    /// [`InvalidJwk`] if it is no public key of the format.
    pub fn key_and_thumbprint(&self) -> Result<(PublicKey, [u8; 32]), InvalidJwk> {
        // What was decoded has one spelling: base64url without padding is read strictly.
        PublicKey::try_from(self).map(|key| (key, self.hash()))
    }

    fn hash(&self) -> [u8; 32] {
        let text = match &self.y {
            Some(y) => format!(r#"{{"crv":"{}","kty":"{}","x":"{}","y":"{y}"}}"#, self.crv, self.kty, self.x),
            None => format!(r#"{{"crv":"{}","kty":"{}","x":"{}"}}"#, self.crv, self.kty, self.x),
        };
        Sha256::digest(text.as_bytes()).into()
    }
}

/// What `keys` of a partner's assertion must be for these holder keys: base64url SHA-256 over their RFC 7638
/// thumbprints, 32 bytes each, sorted bytewise and put one after the other.
pub fn keys_digest(keys: &[PublicKey]) -> String {
    thumbprints_digest(keys.iter().map(Jwk::thumbprint))
}

/// The same for holder keys with these thumbprints.
pub fn thumbprints_digest(thumbprints: impl IntoIterator<Item = [u8; 32]>) -> String {
    // A heap sorts with the least code, which counts where a page fetches it.
    let thumbprints: BinaryHeap<[u8; 32]> = thumbprints.into_iter().collect();
    let hash = |hash: Sha256, thumbprint: &[u8; 32]| hash.chain_update(thumbprint);
    Base64UrlUnpadded::encode_string(&thumbprints.into_sorted_vec().iter().fold(Sha256::new(), hash).finalize())
}

impl TryFrom<&Jwk> for PublicKey {
    type Error = InvalidJwk;

    fn try_from(jwk: &Jwk) -> Result<Self, InvalidJwk> {
        if jwk.d.is_some() {
            return Err(InvalidJwk("this JWK holds a private key: send the public one"));
        }
        let x = coordinate(&jwk.x).ok_or(InvalidJwk("x must be 32 bytes in base64url"))?;
        match (jwk.kty.as_str(), jwk.crv.as_str(), &jwk.y) {
            ("OKP", "Ed25519", None) => Ok(Self::Ed25519(x)),
            ("OKP", "X25519", None) => Ok(Self::X25519(x)),
            ("EC", "P-256", Some(y)) => {
                let y = coordinate(y).ok_or(InvalidJwk("y must be 32 bytes in base64url"))?;
                let key = Self::P256 { x, y_is_odd: y.last().is_some_and(|byte| byte & 1 == 1) };
                if is_point(x, y) { Ok(key) } else { Err(InvalidJwk("x and y are not a point of P-256")) }
            }
            _ => Err(InvalidJwk("the key must be OKP Ed25519, OKP X25519 or EC P-256 with x and y")),
        }
    }
}

impl From<&PublicKey> for Jwk {
    /// A P-256 key that is no point of the curve has no y coordinate, and its JWK none either.
    fn from(key: &PublicKey) -> Self {
        let (kty, crv, x) = match key {
            PublicKey::Ed25519(x) => ("OKP", "Ed25519", x),
            PublicKey::X25519(x) => ("OKP", "X25519", x),
            PublicKey::P256 { x, .. } => ("EC", "P-256", x),
        };
        let y = y_of(key).map(|y| Base64UrlUnpadded::encode_string(&y));
        Self { kty: kty.to_owned(), crv: crv.to_owned(), x: Base64UrlUnpadded::encode_string(x), y, d: None }
    }
}

/// Whether these are the coordinates of a point of P-256. The equation of the curve is enough: no root is taken.
fn is_point(x: [u8; 32], y: [u8; 32]) -> bool {
    p256::AffinePoint::from_coordinates(&x.into(), &y.into()).is_some().into()
}

/// The y coordinate of a P-256 key that is a point of the curve.
fn y_of(key: &PublicKey) -> Option<[u8; 32]> {
    match Verifier::new(key)? {
        Verifier::P256(key) => Some(key.as_affine().y().into()),
        Verifier::Ed25519(_) => None,
    }
}

fn coordinate(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0u8; 32];
    match Base64UrlUnpadded::decode(text, &mut bytes) {
        Ok(decoded) if decoded.len() == 32 => Some(bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_same_thumbprint_as_a_jwk_and_a_jwk_has_one_spelling() {
        // The key of RFC 8037, appendix A. Its last character has two bits that say nothing.
        let spelled = |last: char| Jwk {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            x: format!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR{last}"),
            y: None,
            d: None,
        };
        let (key, thumbprint) = spelled('o').key_and_thumbprint().expect("a key");
        assert_eq!(thumbprint, Jwk::thumbprint(&key));
        for last in ['p', 'q', 'r'] {
            assert!(spelled(last).key_and_thumbprint().is_err(), "{last}");
        }
    }

    #[test]
    fn the_digest_of_keys_is_that_of_their_thumbprints_in_any_order() {
        // The key of RFC 8037, appendix A.
        let key = Jwk {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".to_owned(),
            y: None,
            d: None,
        };
        let key = PublicKey::try_from(&key).expect("a key");
        assert_eq!(keys_digest(&[key]), "5GQG7i4RmqS2W4JorB88DmlQxBXQz4UTEQsalAlc1xc");
        let other = PublicKey::Ed25519([7; 32]);
        assert_eq!(keys_digest(&[key, other]), keys_digest(&[other, key]));
        assert_ne!(keys_digest(&[key, other]), keys_digest(&[key, other, other]));
    }
}
