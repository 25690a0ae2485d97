use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use haetae_core::*;

use crate::office::at;

/// A phone whose secure hardware signs P-256. Its key and its signatures are not of the seed, and nothing depends on them.
pub(crate) struct Phone(EcdsaKeyPair);

impl Phone {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
    }

    pub(crate) fn public(&self) -> PublicKey {
        let point = self.0.public_key().as_ref();
        let x = point[1..33].try_into().expect("32 bytes");
        PublicKey::P256 { x, y_is_odd: point[64] % 2 == 1 }
    }

    /// The live code for a pass.
    pub(crate) fn present(&self, pass: &[u8], now: u64) -> String {
        let prepared = PreparedPresentation::new(pass, at(now), None).expect("a pass for a phone");
        let signature = self.0.sign(&SystemRandom::new(), prepared.to_be_signed()).expect("a signature");
        presentation_text(&prepared.complete(signature.as_ref().try_into().expect("64 bytes")))
    }
}
