use std::sync::Arc;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use haetae_core::{Kid, PassClaims, Prepared, PublicKey, Signature};

/// A signing key that follows from a number, and its public half.
#[derive(Clone, Debug)]
pub struct Signer {
    /// What it follows from.
    pub number: u8,
    /// What verifies its signatures.
    pub public: PublicKey,
    pair: Arc<Ed25519KeyPair>,
}

impl Signer {
    /// The key of this number.
    pub fn new(number: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[number; 32]).expect("a seed");
        let public = PublicKey::Ed25519(pair.public_key().as_ref().try_into().expect("32 bytes"));
        Self { number, public, pair: Arc::new(pair) }
    }

    /// The private key, for custody that holds it.
    pub const fn seed(&self) -> [u8; 32] {
        [self.number; 32]
    }

    /// What names it.
    pub fn kid(&self) -> Kid {
        self.public.kid()
    }

    /// The signature over a message.
    pub fn sign(&self, message: &[u8]) -> Signature {
        self.pair.sign(message).as_ref().try_into().expect("64 bytes")
    }

    /// The object with its signature.
    pub fn complete(&self, prepared: &Prepared) -> Vec<u8> {
        prepared.complete(&self.sign(prepared.to_be_signed()))
    }

    /// Signs the pass and nothing is checked: forgers use it too.
    pub fn issue(&self, claims: &PassClaims) -> Vec<u8> {
        self.complete(&claims.prepare(self.kid()).expect("claims"))
    }
}
