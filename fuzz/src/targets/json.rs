//! The JSON that a scanner is given: roots, keys, rules.

use haetae_core::{Jwk, PublicKey, RootSet, json};
use serde::de::IgnoredAny;

use crate::{Target, vectors};

pub(super) const TARGET: Target = Target {
    name: "json",
    promise: "what our small reader of JSON takes, serde_json takes too and reads the same in it",
    run,
    seeds: vectors::json_texts,
    rounds: 5_000,
};

fn run(input: &[u8]) {
    if json::read::<IgnoredAny>(input).is_ok() {
        let other = serde_json::from_slice::<IgnoredAny>(input);
        assert!(other.is_ok(), "serde_json refuses it: {other:?}");
    }
    if let Ok(jwk) = json::read::<Jwk>(input) {
        assert_eq!(serde_json::from_slice::<Jwk>(input).expect("the same"), jwk);
        if let Ok(key) = PublicKey::try_from(&jwk) {
            assert_eq!(PublicKey::try_from(&Jwk::from(&key)), Ok(key), "a key is written as it is read");
        }
    }
    if let Ok(roots) = json::read::<RootSet>(input) {
        assert_eq!(serde_json::from_slice::<RootSet>(input).expect("the same"), roots);
        let written = serde_json::to_vec(&roots).expect("JSON");
        assert_eq!(json::read::<RootSet>(&written).expect("our own roots"), roots);
    }
}
