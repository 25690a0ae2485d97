use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use haetae_core::{Kid, Prepared, PublicKey};

use super::random::bytes_of;

/// An Ed25519 key that follows from the seed of a run.
#[derive(Debug)]
pub(crate) struct Signer {
    pair: Ed25519KeyPair,
    pub(crate) public: PublicKey,
    pub(crate) kid: Kid,
}

impl Signer {
    pub(crate) fn of(seed: u64, kind: &str, number: u64) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&bytes_of(seed, kind, number)).expect("32 bytes are a seed");
        let public = PublicKey::Ed25519(pair.public_key().as_ref().try_into().expect("such a key has 32 bytes"));
        Self { kid: public.kid(), pair, public }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.pair.sign(message).as_ref().try_into().expect("such a signature has 64 bytes")
    }

    /// The object with its signature.
    pub(crate) fn complete(&self, prepared: &Prepared) -> Vec<u8> {
        prepared.complete(&self.sign(prepared.to_be_signed()))
    }
}
