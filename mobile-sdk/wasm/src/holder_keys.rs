use alloc::collections::BinaryHeap;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use haetae_core::{Jwk, PublicKey, json};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::*;

use crate::problem::Problem;

/// What `keys` of a partner's assertion must be for these holder keys: base64url SHA-256 over their RFC 7638 thumbprints,
/// 32 bytes each, sorted.
///
/// # Errors
///
/// Unless `jwks` is a JSON list of public keys.
#[wasm_bindgen(js_name = holderKeysDigest)]
pub fn holder_keys_digest(jwks: &str) -> Result<String, JsError> {
    Ok(digest(jwks)?)
}

fn digest(jwks: &str) -> Result<String, Problem> {
    let unusable = |error: &dyn core::fmt::Display| Problem::HolderKeys(error.to_string());
    let jwks: Vec<Jwk> = json::read(jwks.as_bytes()).map_err(|error| unusable(&error))?;
    let mut thumbprints = BinaryHeap::with_capacity(jwks.len());
    for jwk in &jwks {
        thumbprints.push(Jwk::thumbprint(&PublicKey::try_from(jwk).map_err(|error| unusable(&error))?));
    }
    // A heap sorts with the least code.
    let digest = thumbprints
        .into_sorted_vec()
        .iter()
        .fold(Sha256::new(), |hash, thumbprint| hash.chain_update(thumbprint))
        .finalize();
    Ok(Base64UrlUnpadded::encode_string(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC_8037: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    #[test]
    fn the_digest_is_that_of_the_service() {
        // As in the service's tests.
        assert_eq!(digest(&format!("[{RFC_8037}]")), Ok("5GQG7i4RmqS2W4JorB88DmlQxBXQz4UTEQsalAlc1xc".to_owned()));
    }

    #[test]
    fn what_is_no_public_key_is_refused() {
        for refused in ["", "{}", "[{}]", r#"[{"kty":"OKP","crv":"Ed25519","x":"AA"}]"#] {
            assert!(matches!(digest(refused), Err(Problem::HolderKeys(_))), "{refused}");
        }
    }
}
