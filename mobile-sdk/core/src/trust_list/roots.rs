use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::cbor::{Decoder, Encoder};
use crate::jwk::Jwk;
use crate::key::{Kid, PublicKey};
use crate::malformed::Malformed;

/// The keys that may sign a trust list, and how many of them must. A scanner starts from one that is pinned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootSet {
    threshold: u64,
    /// Sorted by kid, no two alike, all Ed25519.
    keys: Vec<(Kid, PublicKey)>,
}

impl RootSet {
    /// A root set of Ed25519 keys.
    ///
    /// # Errors
    ///
    /// [`Malformed`] unless 1 <= threshold <= number of keys, all keys are Ed25519 and no two are alike.
    pub fn new(threshold: u64, keys: impl IntoIterator<Item = PublicKey>) -> Result<Self, Malformed> {
        let mut sorted: Vec<(Kid, PublicKey)> = Vec::new();
        for key in keys {
            let kid = key.kid();
            sorted.insert(sorted.partition_point(|(other, _)| *other < kid), (kid, key));
        }
        let keys = sorted;
        if !keys.iter().all(|(_, key)| matches!(key, PublicKey::Ed25519(_))) {
            return Err(Malformed::RootKey);
        }
        if keys.is_sorted_by(|(left, _), (right, _)| left < right) {
            Self { threshold, keys }.sensible()
        } else {
            Err(Malformed::RootTwice)
        }
    }

    /// How many of the keys must sign.
    pub const fn threshold(&self) -> u64 {
        self.threshold
    }

    /// The keys, by kid.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &(Kid, PublicKey)> {
        self.keys.iter()
    }

    fn sensible(self) -> Result<Self, Malformed> {
        if (1..=self.keys.len() as u64).contains(&self.threshold) { Ok(self) } else { Err(Malformed::Threshold) }
    }

    pub(super) fn encode(&self, e: &mut Encoder) {
        e.map(2).uint(1).uint(self.threshold).uint(2).array(self.keys.len() as u64);
        for (_, key) in &self.keys {
            key.encode(e);
        }
    }

    pub(super) fn decode(d: &mut Decoder<'_>) -> Result<Self, Malformed> {
        d.map_of(2)?;
        d.expect(1)?;
        let threshold = d.count()?;
        d.expect(2)?;
        let length = d.array()?;
        let mut keys: Vec<(Kid, PublicKey)> = Vec::new();
        for _ in 0..length {
            let key = PublicKey::decode_ed25519(d)?;
            let kid = key.kid();
            if keys.last().is_some_and(|(previous, _)| *previous >= kid) {
                return Err(Malformed::RootOrder);
            }
            keys.push((kid, key));
        }
        Self { threshold, keys }.sensible()
    }
}

/// A root set in a file: `{"threshold": 2, "keys": [JWK, ...]}`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RootSetJson {
    threshold: u64,
    keys: Vec<Jwk>,
}

impl Serialize for RootSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = self.keys.iter().map(|(_, key)| Jwk::from(key)).collect();
        RootSetJson { threshold: self.threshold, keys }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RootSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = RootSetJson::deserialize(deserializer)?;
        let keys: Result<Vec<PublicKey>, _> = json.keys.iter().map(PublicKey::try_from).collect();
        Self::new(json.threshold, keys.map_err(de::Error::custom)?).map_err(de::Error::custom)
    }
}
