use alloc::vec::Vec;

use super::list::TrustList;
use super::roots::RootSet;
use crate::cbor::{Decoder, Encoder};
use crate::cose::{self, Context};
use crate::key::{Kid, PublicKey, Signature};
use crate::malformed::Malformed;

impl TrustList {
    /// Prepares this list for the roots' signatures.
    pub fn prepare(&self) -> PreparedTrustList {
        PreparedTrustList { payload: self.encode() }
    }

    /// Decodes a signed trust list without looking at its signatures.
    ///
    /// # Errors
    ///
    /// [`Malformed`] where the bytes are none.
    pub fn decode_unverified(bytes: &[u8]) -> Result<Self, Malformed> {
        SignedTrustList::decode(bytes).map(|signed| signed.list)
    }
}

/// A trust list that lacks the roots' signatures (COSE_Sign, tag 98).
#[derive(Clone, Debug)]
pub struct PreparedTrustList {
    payload: Vec<u8>,
}

impl PreparedTrustList {
    /// The encoded list, without any signature.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The bytes that the root key `kid` must sign.
    pub fn to_be_signed(&self, kid: Kid) -> Vec<u8> {
        to_be_signed(&cose::encode_issuer_header(kid), &self.payload)
    }

    /// The signed list. The signatures may come in any order; whether they are good and enough is for the taker to say.
    ///
    /// # Errors
    ///
    /// [`Malformed`] without a signature, or with two by one key.
    pub fn complete(&self, signatures: &[(Kid, Signature)]) -> Result<Vec<u8>, Malformed> {
        let mut signatures = signatures.to_vec();
        signatures.sort_by_key(|(kid, _)| *kid);
        if signatures.is_empty() || !signatures.is_sorted_by(|(left, _), (right, _)| left < right) {
            return Err(Malformed::SignatureSet);
        }
        let mut e = Encoder::with_capacity(
            signatures.len().saturating_mul(88).saturating_add(self.payload.len()).saturating_add(16),
        );
        e.tag(98).array(4).bytes(&[]).map(0).bytes(&self.payload).array(signatures.len() as u64);
        for (kid, signature) in signatures {
            e.array(3).bytes(&cose::encode_issuer_header(kid)).map(0).bytes(&signature);
        }
        Ok(e.into_bytes())
    }
}

/// A decoded trust list with its signatures, unverified.
pub(crate) struct SignedTrustList<'b> {
    pub(crate) list: TrustList,
    payload: &'b [u8],
    /// Sorted by kid, no two alike.
    signatures: Vec<(Kid, Signature)>,
}

impl<'b> SignedTrustList<'b> {
    pub(crate) fn decode(bytes: &'b [u8]) -> Result<Self, Malformed> {
        Decoder::read_all(bytes, |d| {
            let payload = payload(d)?;
            let length = d.array()?;
            let mut signatures: Vec<(Kid, Signature)> = Vec::new();
            for _ in 0..length {
                d.array_of(3)?;
                let kid = cose::decode_issuer_header(d.bytes()?)?;
                d.map_of(0)?;
                let signature = d.byte_array()?;
                if signatures.last().is_some_and(|(previous, _)| *previous >= kid) {
                    return Err(Malformed::SignatureOrder);
                }
                signatures.push((kid, signature));
            }
            if signatures.is_empty() {
                return Err(Malformed::NoSignature);
            }
            Ok(Self { list: TrustList::decode_payload(payload)?, payload, signatures })
        })
    }

    /// The keys that are said to have signed this list, in ascending order.
    pub(crate) fn signers(&self) -> impl Iterator<Item = Kid> {
        self.signatures.iter().map(|(kid, _)| *kid)
    }

    /// Whether at least the threshold of distinct keys of `roots` signed this list. Each signature covers all of the
    /// list, so none is verified that cannot decide it any more.
    pub(crate) fn is_signed_by(&self, roots: &RootSet) -> bool {
        let signature = |kid: Kid| {
            let place = self.signatures.binary_search_by_key(&kid, |(kid, _)| *kid).ok()?;
            self.signatures.get(place).map(|(_, signature)| signature)
        };
        let said: Vec<(Kid, &PublicKey, &Signature)> =
            roots.keys().filter_map(|(kid, key)| Some((*kid, key, signature(*kid)?))).collect();
        let may_fail = (said.len() as u64).checked_sub(roots.threshold());
        let Some(mut may_fail) = may_fail else { return false };
        let mut missing = roots.threshold();
        for (kid, key, signature) in said {
            let message = to_be_signed(&cose::encode_issuer_header(kid), self.payload);
            let count = if key.verifies(&message, signature) { &mut missing } else { &mut may_fail };
            match count.checked_sub(1) {
                Some(left) => *count = left,
                None => return false,
            }
            if missing == 0 {
                return true;
            }
        }
        false
    }
}

/// The version that a signed trust list says it has: a few bytes are read, and nothing else is known of the list.
pub(crate) fn version_of(bytes: &[u8]) -> Result<u64, Malformed> {
    let mut d = Decoder::new(payload(&mut Decoder::new(bytes))?);
    d.map_of(5)?;
    d.expect(1)?;
    d.count()
}

/// The payload of a signed list, before its signatures.
fn payload<'b>(d: &mut Decoder<'b>) -> Result<&'b [u8], Malformed> {
    d.tag_of(98)?;
    d.array_of(4)?;
    if !d.bytes()?.is_empty() {
        return Err(Malformed::ProtectedHeader);
    }
    d.map_of(0)?;
    d.bytes()
}

/// The Sig_structure of RFC 9052 section 4.4 for one of several signers.
fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut e = Encoder::with_capacity(payload.len().saturating_add(80));
    e.array(5).text("Signature").bytes(&[]).bytes(protected).bytes(&Context::TrustList.external_aad()).bytes(payload);
    e.into_bytes()
}
