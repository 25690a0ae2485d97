use haetae_core::{Jwk, PublicKey, keys_digest};

fn key(jwk: &str) -> PublicKey {
    PublicKey::try_from(&serde_json::from_str::<Jwk>(jwk).expect("a JWK")).expect("a key")
}

#[test]
fn the_digest_of_holder_keys_is_that_of_other_implementations() {
    // The thumbprint of the first key is from RFC 8037, appendix A.3; the digests were made with Python's hashlib.
    let rfc8037 = key(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
    let p256 = key(
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
    );
    let thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    assert_eq!(Base64UrlUnpadded::encode_string(&Jwk::thumbprint(&rfc8037)), thumbprint);
    assert_eq!(keys_digest(&[rfc8037, p256]), keys_digest(&[p256, rfc8037]), "the order does not matter");
    assert_eq!(keys_digest(&[rfc8037]), "5GQG7i4RmqS2W4JorB88DmlQxBXQz4UTEQsalAlc1xc");
    assert_eq!(keys_digest(&[rfc8037, p256]), "oU82KuO-MDGXYuj7Ry_XF_Bv5pEay6EPXdViFP5oelo");
}
