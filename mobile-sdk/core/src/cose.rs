//! COSE_Sign1 (RFC 9052 section 4.2) as the format uses it: tagged, one signature, an empty unprotected header.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::cbor::{Decoder, Encoder};
use crate::key::{Algorithm, Kid, Signature, Verifier};
use crate::malformed::Malformed;

/// What a signature covers besides the object: the COSE `external_aad`. A signature of one kind of object is good for
/// no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context<'a> {
    Pass,
    Presentation,
    /// A presentation that answers a venue's challenge.
    ChallengedPresentation(&'a [u8]),
    TrustList,
    Manifest,
    Rules,
    /// The one exception: an IETF status list token says what it is in its `typ` header.
    StatusList,
    StatusChanges,
    /// Not of the format: the checkpoint of a journal.
    JournalCheckpoint,
}

impl Context<'_> {
    const PRESENTATION: &'static [u8] = b"haetae presentation v1";

    pub(crate) fn external_aad(self) -> Cow<'static, [u8]> {
        match self {
            Self::Pass => Cow::Borrowed(b"haetae pass v1"),
            Self::Presentation => Cow::Borrowed(Self::PRESENTATION),
            Self::ChallengedPresentation(challenge) => Cow::Owned([Self::PRESENTATION, &[0], challenge].concat()),
            Self::TrustList => Cow::Borrowed(b"haetae trust-list v1"),
            Self::Manifest => Cow::Borrowed(b"haetae manifest v1"),
            Self::Rules => Cow::Borrowed(b"haetae rules v1"),
            Self::StatusList => Cow::Borrowed(b""),
            Self::StatusChanges => Cow::Borrowed(b"haetae status changes v1"),
            Self::JournalCheckpoint => Cow::Borrowed(b"haetae journal checkpoint v1"),
        }
    }
}

/// A decoded COSE_Sign1 whose signature nobody has looked at. It borrows the bytes that arrived, and they are what is
/// verified.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sign1<'b> {
    pub(crate) protected: &'b [u8],
    pub(crate) payload: &'b [u8],
    pub(crate) signature: Signature,
}

impl<'b> Sign1<'b> {
    pub(crate) fn decode(d: &mut Decoder<'b>) -> Result<Self, Malformed> {
        d.tag_of(18)?;
        d.array_of(4)?;
        let protected = d.bytes()?;
        d.map_of(0)?;
        Ok(Self { protected, payload: d.bytes()?, signature: d.byte_array()? })
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut e = Encoder::with_capacity(self.protected.len().saturating_add(self.payload.len()).saturating_add(80));
        e.tag(18).array(4).bytes(self.protected).map(0).bytes(self.payload).bytes(&self.signature);
        e.into_bytes()
    }

    pub(crate) fn is_signed_by(&self, key: &Verifier, context: Context<'_>) -> bool {
        key.verifies(&to_be_signed(self.protected, self.payload, context), &self.signature)
    }
}

/// Reads the protected header of everything that a key of the trust list signs: `{ 1: -19, 4: kid }`.
pub(crate) fn decode_issuer_header(protected: &[u8]) -> Result<Kid, Malformed> {
    Decoder::read_all(protected, |d| {
        d.map_of(2)?;
        decode_alg_and_kid(d)
    })
}

pub(crate) fn decode_alg_and_kid(d: &mut Decoder<'_>) -> Result<Kid, Malformed> {
    d.expect(1)?;
    d.expect(Algorithm::Ed25519.cose())?;
    d.expect(4)?;
    d.byte_array().map(Kid)
}

pub(crate) fn encode_issuer_header(kid: Kid) -> Vec<u8> {
    let mut e = Encoder::with_capacity(16);
    e.map(2).uint(1).int(Algorithm::Ed25519.cose()).uint(4).bytes(&kid.0);
    e.into_bytes()
}

/// An object that lacks its signature. The core holds no private key: give [`Prepared::to_be_signed`] to whoever does,
/// and their signature to the object's own way to complete it.
#[derive(Clone, Debug)]
pub struct Prepared {
    protected: Vec<u8>,
    payload: Vec<u8>,
    to_be_signed: Vec<u8>,
}

impl Prepared {
    pub(crate) fn new(protected: Vec<u8>, payload: Vec<u8>, context: Context<'_>) -> Self {
        let to_be_signed = to_be_signed(&protected, &payload, context);
        Self { protected, payload, to_be_signed }
    }

    /// The bytes that the signature must cover.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// The signed object. The signature is not verified here.
    pub fn complete(&self, signature: &Signature) -> Vec<u8> {
        Sign1 { protected: &self.protected, payload: &self.payload, signature: *signature }.encode()
    }
}

/// The Sig_structure of RFC 9052 section 4.4.
fn to_be_signed(protected: &[u8], payload: &[u8], context: Context<'_>) -> Vec<u8> {
    let mut e = Encoder::with_capacity(payload.len().saturating_add(protected.len()).saturating_add(80));
    e.array(4).text("Signature1").bytes(protected).bytes(&context.external_aad()).bytes(payload);
    e.into_bytes()
}
