//! Verifies platform attestations of holder keys: that a phone's secure hardware made the keys (Android Key
//! Attestation), or that a partner's genuine app on a genuine phone vouches for them (Apple App Attest). What is sent
//! is hostile until it is verified: sizes are limited, and nothing in it is used before its signature.

mod android;
mod apple;
mod certificate;
mod chain;
mod der;
mod error;
mod roots;
#[cfg(test)]
mod tests;
mod verifier;

pub use android::{Chains, Revocations, RevocationsError};
pub use error::{AttestationError, Flaw};
pub use roots::{Roots, RootsError};
pub use verifier::{AttestationCounts, AttestationVerifier, AttestedRequest, SetupError};

/// An attestation as a phone sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attestation {
    /// Android Key Attestation: a chain of certificates for each holder key.
    AndroidKey(Chains),
    /// Apple App Attest: one attestation object (CBOR) for all holder keys.
    AppleAppAttest(Vec<u8>),
}
