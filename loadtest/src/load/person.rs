use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use haetae_core::{CivilDate, Jwk, PublicKey, Signature, keys_digest};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// Somebody with a phone: who they are, the keys of the phone, and what it sends.
#[derive(Clone, Debug)]
pub struct Person {
    /// The subject id.
    pub subject: String,
    /// The digest of the holder keys that a partner vouches for.
    pub digest: String,
    keys: Vec<HolderKey>,
    body: String,
}

/// The key of a day.
#[derive(Clone, Debug)]
struct HolderKey {
    day: CivilDate,
    seed: [u8; 32],
}

impl Person {
    /// Somebody whose keys for these days follow from a seed and a number.
    pub fn new(subject: &str, days: &[CivilDate], seed: u64, number: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(number);
        let keys: Vec<HolderKey> = days
            .iter()
            .map(|day| {
                let mut seed = [0; 32];
                random.fill_bytes(&mut seed);
                HolderKey { day: *day, seed }
            })
            .collect();
        let public: Vec<PublicKey> = keys.iter().map(|key| public(&key.pair())).collect();
        let entries: Vec<serde_json::Value> = keys
            .iter()
            .zip(&public)
            .map(|(key, public)| serde_json::json!({ "day": key.day, "jwk": Jwk::from(public) }))
            .collect();
        let entries = serde_json::Value::from(entries);
        let body = format!(r#"{{"holder_keys":{entries}"#);
        Self { subject: subject.to_owned(), digest: keys_digest(&public), keys, body }
    }

    /// The body of the request for passes, with the ticket of a waiting room if there is one.
    pub fn body(&self, ticket: Option<&str>) -> String {
        match ticket {
            Some(ticket) => format!(r#"{},"ticket":"{ticket}"}}"#, self.body),
            None => format!("{}}}", self.body),
        }
    }

    /// The signature of the key of a day; `None` if there is none.
    pub fn sign(&self, day: CivilDate, message: &[u8]) -> Option<Signature> {
        let key = self.keys.iter().find(|key| key.day == day)?;
        key.pair().sign(message).as_ref().try_into().ok()
    }
}

impl HolderKey {
    fn pair(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&self.seed).expect("a seed is any 32 bytes")
    }
}

fn public(pair: &Ed25519KeyPair) -> PublicKey {
    PublicKey::Ed25519(pair.public_key().as_ref().try_into().expect("a public key has 32 bytes"))
}
