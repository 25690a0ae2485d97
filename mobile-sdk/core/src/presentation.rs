//! The presentation (section 4): a pass wrapped and signed by the phone that holds it.

use alloc::vec::Vec;

use crate::cbor::{Decoder, Encoder};
use crate::code::Challenge;
use crate::cose::{Context, Prepared, Sign1};
use crate::key::{self, Algorithm, Kid, PublicKey, Signature};
use crate::malformed::Malformed;
use crate::pass::{DecodedPass, PassClaims};
use crate::time::UnixTime;

/// A presentation is accepted for this many seconds after its `iat` (section 4). The rules of section 8 may set another
/// time, later.
pub const MAX_PRESENTATION_AGE: u64 = 60;

/// A phone's clock may be ahead of the scanner's by this many seconds (section 4). The rules of section 8 may set
/// another time, later.
pub const MAX_PRESENTATION_SKEW: u64 = 60;

/// A phone makes a new presentation every so many seconds (section 4).
pub const LIVE_SECONDS: u64 = 15;

/// A presentation that lacks the phone's signature.
#[derive(Clone, Debug)]
pub struct PreparedPresentation {
    algorithm: Algorithm,
    prepared: Prepared,
}

impl PreparedPresentation {
    /// Wraps `pass`, the bytes of a pass as the issuer made them, at the time `issued`; with a `challenge` if a venue
    /// shows one.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the bytes are no pass or the pass has no holder key: nobody can present a paper pass.
    pub fn new(pass: &[u8], issued: UnixTime, challenge: Option<&Challenge>) -> Result<Self, Malformed> {
        let decoded = Decoder::read_all(pass, DecodedPass::decode)?;
        let algorithm =
            decoded.claims.holder_key.as_ref().and_then(PublicKey::algorithm).ok_or(Malformed::NoHolderKey)?;

        let mut protected = Encoder::with_capacity(pass.len().saturating_add(8));
        protected.map(2).uint(1).int(algorithm.cose()).uint(13).raw(pass);
        let mut payload = Encoder::with_capacity(12);
        payload.map(if challenge.is_some() { 2 } else { 1 }).uint(6).uint(issued.seconds());
        if challenge.is_some() {
            payload.uint(10).bool(true);
        }
        let context = match challenge {
            Some(challenge) => Context::ChallengedPresentation(challenge.as_bytes()),
            None => Context::Presentation,
        };
        Ok(Self { algorithm, prepared: Prepared::new(protected.into_bytes(), payload.into_bytes(), context) })
    }

    /// The bytes that the phone's key must sign: Ed25519, or ECDSA over their SHA-256.
    pub fn to_be_signed(&self) -> &[u8] {
        self.prepared.to_be_signed()
    }

    /// The presentation. The s of an ECDSA signature is brought into the lower half; the signature is not verified.
    pub fn complete(&self, signature: &Signature) -> Vec<u8> {
        match self.algorithm {
            Algorithm::Ed25519 => self.prepared.complete(signature),
            Algorithm::Esp256 => self.prepared.complete(&key::normalize_p256(signature)),
        }
    }
}

/// What the phone signed, and its signature, unverified.
#[derive(Clone, Debug)]
pub(crate) struct HolderProof {
    pub(crate) issued: UnixTime,
    /// Whether it claims to answer a challenge.
    pub(crate) challenged: bool,
    pub(crate) protected: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Signature,
}

impl HolderProof {
    pub(crate) fn sign1(&self) -> Sign1<'_> {
        Sign1 { protected: &self.protected, payload: &self.payload, signature: self.signature }
    }
}

/// A code that decodes. Nobody has verified anything about it, so it has no claims to read: a
/// [`Checker`](crate::Checker) makes an [`Admission`](crate::Admission) of it or says why not.
#[derive(Clone, Debug)]
pub struct UnverifiedPass {
    pub(crate) kid: Kid,
    pub(crate) claims: PassClaims,
    pub(crate) protected: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Signature,
    pub(crate) proof: Option<HolderProof>,
}

impl UnverifiedPass {
    /// Decodes the bytes of a pass.
    ///
    /// # Errors
    ///
    /// [`Malformed`] for anything else.
    pub fn decode_pass(bytes: &[u8]) -> Result<Self, Malformed> {
        bounded(bytes)?;
        Ok(Self::from_pass(Decoder::read_all(bytes, DecodedPass::decode)?, None))
    }

    /// Decodes the bytes of a presentation.
    ///
    /// # Errors
    ///
    /// [`Malformed`] for anything else.
    pub fn decode_presentation(bytes: &[u8]) -> Result<Self, Malformed> {
        bounded(bytes)?;
        let sign1 = Decoder::read_all(bytes, Sign1::decode)?;
        let (algorithm, pass) = Decoder::read_all(sign1.protected, |d| {
            d.map_of(2)?;
            d.expect(1)?;
            let algorithm = Algorithm::decode(d)?;
            d.expect(13)?;
            Ok((algorithm, DecodedPass::decode(d)?))
        })?;
        if pass.claims.holder_key.as_ref().is_some_and(|key| key.algorithm() != Some(algorithm)) {
            return Err(Malformed::HolderAlgorithm);
        }
        let (issued, challenged) = Decoder::read_all(sign1.payload, |d| {
            let mut claims = d.fields()?;
            let issued = claims.required(d, 6, Decoder::time)?;
            let challenged = claims.optional(d, 10, Decoder::must_be_true)?.is_some();
            claims.end()?;
            Ok((issued, challenged))
        })?;
        let proof = HolderProof {
            issued,
            challenged,
            protected: sign1.protected.to_vec(),
            payload: sign1.payload.to_vec(),
            signature: sign1.signature,
        };
        Ok(Self::from_pass(pass, Some(proof)))
    }

    /// The bytes of the pass, without a presentation around it.
    pub fn pass_bytes(&self) -> Vec<u8> {
        self.sign1().encode()
    }

    pub(crate) fn sign1(&self) -> Sign1<'_> {
        Sign1 { protected: &self.protected, payload: &self.payload, signature: self.signature }
    }

    fn from_pass(pass: DecodedPass<'_>, proof: Option<HolderProof>) -> Self {
        Self {
            kid: pass.kid,
            claims: pass.claims,
            protected: pass.sign1.protected.to_vec(),
            payload: pass.sign1.payload.to_vec(),
            signature: pass.sign1.signature,
            proof,
        }
    }
}

fn bounded(bytes: &[u8]) -> Result<(), Malformed> {
    if bytes.len() <= crate::code::MAX_CODE_BYTES { Ok(()) } else { Err(Malformed::CodeSize) }
}
