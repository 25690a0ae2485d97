//! The JWS compact serialization (RFC 7515, section 7.1) of an assertion: three parts in base64url without padding.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use super::assertion::AssertionError;
use super::members::{Members, kind};

/// More than any assertion needs.
const MAX_ASSERTION_BYTES: usize = 4_096;

/// The members that may be named in an answer; what else an assertion has is not repeated.
const NAMES: [&str; 15] =
    ["alg", "typ", "kid", "crit", "b64", "iss", "sub", "aud", "iat", "exp", "nbf", "auth_time", "use", "keys", "jti"];

/// A signed object whose signature has not been verified.
pub(super) struct UnverifiedJws<'a> {
    /// The signed bytes: header and claims as they arrived.
    signed: &'a str,
    signature: &'a str,
    /// The id of the key that its header names.
    pub(super) key_id: String,
    /// The claims. Only `iss` may be read before the signature is verified.
    pub(super) claims: Members,
}

impl<'a> UnverifiedJws<'a> {
    /// Takes an assertion apart.
    ///
    /// # Errors
    ///
    /// [`AssertionError::Invalid`] if it has another form.
    pub(super) fn parse(assertion: &'a str) -> Result<Self, AssertionError> {
        if assertion.len() > MAX_ASSERTION_BYTES {
            return Err(AssertionError::invalid(format!("it is longer than {MAX_ASSERTION_BYTES} characters")));
        }
        let parts = assertion.rsplit_once('.').and_then(|(signed, signature)| {
            let (header, claims) = signed.split_once('.').filter(|(_, claims)| !claims.contains('.'))?;
            Some((signed, header, claims, signature))
        });
        let (signed, header, claims, signature) = parts.ok_or_else(|| {
            AssertionError::invalid("it is not a JWT: three parts in base64url with dots between them are needed")
        })?;
        let key_id = key_id(&object("header", header)?)?;
        Ok(Self { signed, signature, key_id, claims: object("claims", claims)? })
    }

    /// Requires that the signature is by this Ed25519 key.
    pub(super) fn require_signature(&self, key: &[u8; 32]) -> Result<(), AssertionError> {
        let key = DecodingKey::from_ed_der(key);
        match jsonwebtoken::crypto::verify(self.signature, self.signed.as_bytes(), &key, Algorithm::EdDSA) {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(AssertionError::invalid("its signature is wrong")),
        }
    }
}

fn object(name: &str, part: &str) -> Result<Members, AssertionError> {
    let bytes = Base64UrlUnpadded::decode_vec(part)
        .map_err(|_| AssertionError::invalid(format!("its {name} must be in base64url without padding")))?;
    let object: Members = serde_json::from_slice(&bytes).map_err(|error| {
        // Not the error's own message: it would quote the input.
        AssertionError::invalid(format!("its {name} must be a JSON object; it is none from byte {} on", error.column()))
    })?;
    match &object.twice {
        Some(member) if NAMES.contains(&member.as_str()) => {
            Err(AssertionError::invalid(format!("its {name} has {member} twice")))
        }
        Some(_) => Err(AssertionError::invalid(format!("its {name} has a member twice"))),
        None => Ok(object),
    }
}

/// The `kid` of a header without unsupported parameters.
fn key_id(header: &Members) -> Result<String, AssertionError> {
    match header.member("alg") {
        Some(Value::String(algorithm)) if algorithm == "EdDSA" => {}
        _ => return Err(AssertionError::invalid("its alg is not EdDSA")),
    }
    // RFC 7515, section 4.1.11: no extension is supported here, so none may be critical.
    if header.has("crit") {
        return Err(AssertionError::invalid("its header has crit, and no critical extension is supported"));
    }
    // RFC 7797: claims that are not in base64url. It must be critical, but this gives a clearer error.
    if header.has("b64") && header.member("b64") != Some(&Value::Bool(true)) {
        return Err(AssertionError::invalid("its header has b64, and claims are always in base64url"));
    }
    match header.member("kid") {
        Some(Value::String(key_id)) => Ok(key_id.clone()),
        Some(other) => Err(AssertionError::invalid(format!("its kid is {}; a text is needed", kind(other)))),
        None => Err(AssertionError::invalid("its header has no kid")),
    }
}
