//! The same pass, written with coset and ciborium.

use ciborium::{Value, cbor};
use coset::{CborSerializable as _, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable as _, iana};
use haetae_core::pass_text;
use haetae_core::{Evidence, Kid, PassClaims, PublicKey};

pub(crate) fn issue(claims: &PassClaims, kid: Kid, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let protected = HeaderBuilder::new().algorithm(iana::Algorithm::Ed25519).key_id(kid.0.to_vec()).build();
    let pass = CoseSign1Builder::new()
        .protected(protected)
        .payload(payload(claims).to_vec().expect("CBOR"))
        .create_signature(b"haetae pass v1", sign)
        .build();
    pass_text(&pass.to_tagged_vec().expect("CBOR"))
}

fn payload(claims: &PassClaims) -> Value {
    let evidence: Vec<Value> = claims.evidence.as_slice().iter().map(evidence).collect();
    let Some(PublicKey::P256 { x, y_is_odd }) = claims.holder_key else { panic!("the claims of this benchmark") };
    cbor!({
        4 => claims.expires.seconds(),
        5 => claims.not_before.seconds(),
        8 => { 1 => { 1 => 2, -1 => 1, -2 => Value::Bytes(x.to_vec()), -3 => y_is_odd } },
        -70_001 => { 1 => evidence, 2 => claims.status_index },
    })
    .expect("CBOR")
}

fn evidence(evidence: &Evidence) -> Value {
    let Evidence::Vaccination { doses, date, product } = evidence else { panic!("the claims of this benchmark") };
    cbor!([1, doses.number(), date.days(), product.as_str()]).expect("CBOR")
}
