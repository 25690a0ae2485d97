//! Other implementations read what we make, and would have made the same bytes.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use ciborium::Value;
use coset::{CborSerializable as _, CoseSign1, Header, TaggedCborSerializable as _};
use haetae_core::*;
use proptest::prelude::*;

use crate::arbitrary;

/// Reads one CBOR item and writes it again with every map in the order of section 1.
fn canonical(bytes: &[u8]) -> Vec<u8> {
    let value: Value = ciborium::from_reader(bytes).expect("CBOR");
    encoded(&sorted(value))
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Map(entries) => {
            let mut entries: Vec<(Value, Value)> =
                entries.into_iter().map(|(key, value)| (sorted(key), sorted(value))).collect();
            entries.sort_by_key(|(key, _)| encoded(key));
            Value::Map(entries)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        Value::Tag(tag, inner) => Value::Tag(tag, Box::new(sorted(*inner))),
        other => other,
    }
}

fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("memory");
    bytes
}

/// What another implementation finds in a COSE_Sign1 that we made.
fn require_same_cose(bytes: &[u8], context: &[u8], to_be_signed: &[u8], signature: &[u8]) -> Header {
    let cose = CoseSign1::from_tagged_slice(bytes).expect("a COSE_Sign1");
    assert_eq!(cose.signature, signature);
    assert_eq!(cose.tbs_data(context), to_be_signed);
    assert!(cose.unprotected.is_empty());
    assert_eq!(canonical(bytes), bytes);
    let protected = cose.protected.original_data.as_deref().expect("what was decoded");
    assert_eq!(canonical(protected), protected);
    let payload = cose.payload.as_deref().expect("a payload");
    assert_eq!(canonical(payload), payload);
    assert_eq!(CoseSign1::from_tagged_slice(bytes).expect("a COSE_Sign1").to_tagged_vec().expect("CBOR"), bytes);
    cose.protected.header
}

proptest! {
    #[test]
    fn coset_reads_our_passes(
        claims in arbitrary::claims(),
        kid in arbitrary::kid(),
        signature in arbitrary::signature(),
    ) {
        let prepared = claims.prepare(kid).expect("claims that make sense");
        let bytes = prepared.complete(&signature);
        let header = require_same_cose(&bytes, b"haetae pass v1", prepared.to_be_signed(), &signature);
        prop_assert_eq!(header.key_id, kid.0);
        let alone = coset::HeaderBuilder::new().algorithm(coset::iana::Algorithm::Ed25519).build();
        prop_assert_eq!(header.alg, alone.alg);
    }

    #[test]
    fn coset_reads_our_presentations(
        claims in arbitrary::phone_claims(),
        kid in arbitrary::kid(),
        issued in arbitrary::time(),
        challenge in proptest::option::of(arbitrary::challenge()),
        signatures in (arbitrary::signature(), arbitrary::signature()),
    ) {
        let pass = claims.prepare(kid).expect("claims that make sense").complete(&signatures.0);
        let prepared = PreparedPresentation::new(&pass, issued, challenge.as_ref()).expect("a pass with a holder key");
        let bytes = prepared.complete(&signatures.1);
        let signature = bytes.last_chunk::<64>().expect("a signature");
        let context = match &challenge {
            Some(challenge) => [b"haetae presentation v1\0", challenge.as_bytes()].concat(),
            None => b"haetae presentation v1".to_vec(),
        };
        let header = require_same_cose(&bytes, &context, prepared.to_be_signed(), signature);
        let (label, value) = header.rest.into_iter().next().expect("header 13");
        prop_assert_eq!(label, coset::Label::Int(13));
        prop_assert_eq!(encoded(&value), pass);
    }

    #[test]
    fn coset_reads_our_manifests_and_trust_lists(
        manifest in arbitrary::manifest(),
        list in arbitrary::trust_list(),
        kid in arbitrary::kid(),
        signature in arbitrary::signature(),
    ) {
        let prepared = manifest.prepare(kid);
        let bytes = prepared.complete(&signature);
        require_same_cose(&bytes, b"haetae manifest v1", prepared.to_be_signed(), &signature);

        let prepared = list.prepare();
        let bytes = prepared.complete(&[(kid, signature)]).expect("a signature");
        let cose = coset::CoseSign::from_tagged_slice(&bytes).expect("a COSE_Sign");
        prop_assert_eq!(cose.tbs_data(b"haetae trust-list v1", &cose.signatures[0]), prepared.to_be_signed(kid));
        prop_assert_eq!(&cose.signatures[0].protected.header.key_id, &kid.0);
        prop_assert_eq!(canonical(&bytes), bytes);
        let payload = cose.payload.expect("a payload");
        prop_assert_eq!(canonical(&payload), payload);
    }

    #[test]
    fn coset_encodes_keys_as_we_do(claims in arbitrary::phone_claims(), kid in arbitrary::kid()) {
        let payload = CoseSign1::from_tagged_slice(&claims.prepare(kid).expect("claims").complete(&[0; 64]))
            .expect("a COSE_Sign1")
            .payload
            .expect("a payload");
        let value: Value = ciborium::from_reader(payload.as_slice()).expect("CBOR");
        let confirmation = value.into_map().expect("a map").swap_remove(2).1.into_map().expect("a map").swap_remove(0).1;
        let key = coset::CoseKey::from_slice(&encoded(&confirmation)).expect("a COSE_Key");
        let bytes = key.to_vec().expect("CBOR");
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &canonical(&bytes));
        prop_assert_eq!(&digest.as_ref()[..8], &claims.holder_key.expect("a holder key").kid().0);
    }

    #[test]
    fn signatures_of_another_library_verify(
        seed in proptest::array::uniform32(any::<u8>()),
        message in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("a seed");
        let signature: Signature = pair.sign(&message).as_ref().try_into().expect("64 bytes");
        let key = PublicKey::Ed25519(pair.public_key().as_ref().try_into().expect("32 bytes"));
        prop_assert!(key.verifies(&message, &signature));
        let peer = UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref());
        for place in [0, 31, 32, 63] {
            let mut broken = signature;
            broken[place] ^= 1;
            prop_assert!(!key.verifies(&message, &broken));
            prop_assert!(peer.verify(&message, &broken).is_err());
        }
    }
}
