use alloc::vec::Vec;

use super::list::TrustList;
use super::roots::RootSet;
use crate::cbor::{Decoder, Encoder};
use crate::cose::{self, Context};
use crate::key::{Kid, PublicKey, Signature, Verifier};
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
pub(crate) struct SignedTrustList {
    pub(crate) list: TrustList,
    payload: Vec<u8>,
    /// Sorted by kid, no two alike.
    signatures: Vec<(Kid, Signature)>,
}

impl SignedTrustList {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        Decoder::read_all(bytes, |d| {
            d.tag_of(98)?;
            d.array_of(4)?;
            if !d.bytes()?.is_empty() {
                return Err(Malformed::ProtectedHeader);
            }
            d.map_of(0)?;
            let payload = d.bytes()?;
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
            Ok(Self { list: TrustList::decode_payload(payload)?, payload: payload.to_vec(), signatures })
        })
    }

    /// The keys that are said to have signed this list, in ascending order.
    pub(crate) fn signers(&self) -> impl Iterator<Item = Kid> {
        self.signatures.iter().map(|(kid, _)| *kid)
    }

    /// Whether at least the threshold of distinct keys of `roots` signed this list.
    pub(crate) fn is_signed_by(&self, roots: &RootSet) -> bool {
        let signed_by = |kid: Kid, key: &PublicKey| {
            let Ok(place) = self.signatures.binary_search_by_key(&kid, |(kid, _)| *kid) else { return false };
            let Some((_, signature)) = self.signatures.get(place) else { return false };
            let message = to_be_signed(&cose::encode_issuer_header(kid), &self.payload);
            Verifier::new(key).is_some_and(|verifier| verifier.verifies(&message, signature))
        };
        let good = roots.keys().filter(|(kid, key)| signed_by(*kid, key)).count();
        good as u64 >= roots.threshold()
    }
}

/// The Sig_structure of RFC 9052 section 4.4 for one of several signers.
fn to_be_signed(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut e = Encoder::with_capacity(payload.len().saturating_add(80));
    e.array(5).text("Signature").bytes(&[]).bytes(protected).bytes(&Context::TrustList.external_aad()).bytes(payload);
    e.into_bytes()
}
