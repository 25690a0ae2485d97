//! What keys look like inside a token (PKCS#11, version 3.0, section 2.3).

use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass};
use haetae_core::{Kid, PublicKey};

#[cfg(test)]
mod tests;

/// The object identifier of Ed25519 (RFC 8410).
pub(super) const CURVE_OID: [u8; 5] = [0x06, 0x03, 0x2b, 0x65, 0x70];

/// The printable string `edwards25519`.
pub(super) const CURVE_NAME: [u8; 14] = *b"\x13\x0cedwards25519";

/// All public keys on the curve.
pub(super) const PUBLIC_KEYS: [Attribute; 3] =
    [Attribute::Token(true), Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::KeyType(KeyType::EC_EDWARDS)];

/// The attributes that are read of each.
pub(super) const IDENTIFYING: [AttributeType; 2] = [AttributeType::Id, AttributeType::EcPoint];

/// A private key that signs, cannot be read and cannot leave.
pub(super) const NEW_PRIVATE_KEY: [Attribute; 5] = [
    Attribute::Token(true),
    Attribute::Private(true),
    Attribute::Sensitive(true),
    Attribute::Extractable(false),
    Attribute::Sign(true),
];

/// The private key of a kid.
pub(super) fn private_key(kid: Kid) -> [Attribute; 4] {
    [
        Attribute::Token(true),
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(KeyType::EC_EDWARDS),
        Attribute::Id(kid.0.to_vec()),
    ]
}

/// The public key of a kid.
pub(super) fn public_key(kid: Kid) -> [Attribute; 4] {
    [
        Attribute::Token(true),
        Attribute::Class(ObjectClass::PUBLIC_KEY),
        Attribute::KeyType(KeyType::EC_EDWARDS),
        Attribute::Id(kid.0.to_vec()),
    ]
}

/// The public half of a new key, on the curve named so.
pub(super) fn new_public_key(curve: &[u8]) -> [Attribute; 4] {
    [Attribute::Token(true), Attribute::Private(false), Attribute::Verify(true), Attribute::EcParams(curve.to_vec())]
}

/// A key whose id is its kid; others do not belong to Haetae.
pub(super) fn key_of(attributes: &[Attribute]) -> Option<(Kid, PublicKey)> {
    let key = point_of(attributes)?;
    let kid = key.kid();
    attributes.iter().any(|attribute| matches!(attribute, Attribute::Id(id) if *id == kid.0)).then_some((kid, key))
}

/// The key itself. Tokens return it raw, as an octet string or as a bit string.
pub(super) fn point_of(attributes: &[Attribute]) -> Option<PublicKey> {
    let bytes = attributes.iter().find_map(|attribute| match attribute {
        Attribute::EcPoint(bytes) => Some(bytes.as_slice()),
        _ => None,
    })?;
    let point = match bytes {
        [0x04, 32, point @ ..] | [0x03, 33, 0, point @ ..] if point.len() == 32 => point,
        point => point,
    };
    Some(PublicKey::Ed25519(point.try_into().ok()?))
}
