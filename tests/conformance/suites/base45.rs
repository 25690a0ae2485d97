use haetae_core::base45;
use serde::Deserialize;

#[derive(Deserialize)]
struct Suite {
    /// Plain text and its base45.
    accept: Vec<(String, String)>,
    reject: Vec<String>,
}

#[test]
fn rfc_9285_both_ways() {
    let Some(suite) = super::read::<Suite>("base45/rfc9285.json") else { return };
    assert!(!suite.accept.is_empty() && !suite.reject.is_empty());
    for (plain, encoded) in suite.accept {
        assert_eq!(base45::encode(plain.as_bytes()), encoded);
        assert_eq!(base45::decode(&encoded).as_deref(), Ok(plain.as_bytes()), "{encoded}");
    }
    for text in suite.reject {
        assert!(base45::decode(&text).is_err(), "{text}");
    }
}
