use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use haetae_core::{Jwk, PublicKey, json, keys_digest};
use wasm_bindgen::prelude::*;

use crate::problem::Problem;

/// What `keys` of a partner's assertion must be for these holder keys ([`keys_digest`]).
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
    let keys: Result<Vec<PublicKey>, _> = jwks.iter().map(PublicKey::try_from).collect();
    Ok(keys_digest(&keys.map_err(|error| unusable(&error))?))
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
