//! Who signed an object and how, read by another implementation of COSE: what is made again from decoded values needs
//! the signature that it had.

use coset::{CoseSign, CoseSign1, Header, TaggedCborSerializable as _};
use haetae_core::{Kid, Prepared, Signature};

/// Makes a COSE_Sign1 again: the decoded values with the signature of the bytes that they were decoded from.
pub(crate) fn signed_again(bytes: &[u8], prepare: impl FnOnce(Kid) -> Prepared) -> Vec<u8> {
    let cose = CoseSign1::from_tagged_slice(bytes).expect("what we decode is a COSE_Sign1");
    prepare(kid(&cose.protected.header)).complete(&signature(&cose.signature))
}

/// The signature of a COSE_Sign1.
pub(crate) fn signature_of(bytes: &[u8]) -> Signature {
    signature(&CoseSign1::from_tagged_slice(bytes).expect("what we decode is a COSE_Sign1").signature)
}

/// The signatures of a COSE_Sign.
pub(crate) fn signatures_of(bytes: &[u8]) -> Vec<(Kid, Signature)> {
    let cose = CoseSign::from_tagged_slice(bytes).expect("what we decode is a COSE_Sign");
    cose.signatures.iter().map(|one| (kid(&one.protected.header), signature(&one.signature))).collect()
}

fn kid(header: &Header) -> Kid {
    Kid(header.key_id.as_slice().try_into().expect("8 bytes"))
}

fn signature(bytes: &[u8]) -> Signature {
    bytes.try_into().expect("64 bytes")
}
