use std::fmt::Display;

use haetae_core::{Jwk, PublicKey, json, keys_digest};

use crate::error::CoreError;

/// What `keys` of a partner's assertion must be for these holder keys: base64url SHA-256 over their thumbprints
/// (RFC 7638), whatever their order. Each key is a JSON Web Key as text. Fails unless all are public keys.
#[uniffi::export]
pub fn holder_keys_digest(jwks: Vec<String>) -> Result<String, CoreError> {
    let keys: Result<Vec<PublicKey>, CoreError> = jwks.iter().map(|jwk| key(jwk)).collect();
    Ok(keys_digest(&keys?))
}

fn key(jwk: &str) -> Result<PublicKey, CoreError> {
    let unusable = |error: &dyn Display| CoreError::Jwk(error.to_string());
    let jwk: Jwk = json::read(jwk.as_bytes()).map_err(|error| unusable(&error))?;
    PublicKey::try_from(&jwk).map_err(|error| unusable(&error))
}
